namespace FhirFax.Server.Faxes.Answers;

/// <summary>The headers that every answer of this dialect bears (fax-lifecycle-api.md 1).</summary>
internal static class FaxHeaders
{
    public const string Json = "application/json";

    public static void Set(HttpResponse response)
    {
        var headers = response.Headers;
        headers.CacheControl = "no-cache, no-store, max-age=0, must-revalidate";
        headers.Pragma = "no-cache";
        headers.Expires = "0";
        headers.XContentTypeOptions = "nosniff";
        headers.StrictTransportSecurity = "max-age=31536000 ; includeSubDomains";
    }
}
