using FhirFax.Server.Http;

namespace FhirFax.Server.Fhir.Search;

/// <summary>Gathers the parameters of a search: of the query and, when posted, of the form.</summary>
internal static class SearchParameters
{
    /// <summary>Null when the body is no form.</summary>
    public static async Task<List<KeyValuePair<string, string>>?> ReadAsync(FhirRequest request)
    {
        var parameters = new List<KeyValuePair<string, string>>(request.Query);
        var http = request.Http.Request;
        var hasBody = http.ContentLength > 0 || (http.ContentLength is null && http.Headers.TransferEncoding.Count > 0);
        if (!HttpMethods.IsPost(http.Method) || !hasBody)
        {
            return parameters;
        }

        if (MediaTypes.Essence(http.ContentType) != MediaTypes.Form)
        {
            return null;
        }

        FormLimit.Apply(request.Http);
        foreach (var (name, values) in await http.ReadFormAsync(request.Aborted))
        {
            foreach (var value in values)
            {
                parameters.Add(new(name, value ?? ""));
            }
        }

        return parameters;
    }
}
