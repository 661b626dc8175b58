using FhirFax.Fhir.Outcomes;
using FhirFax.Fhir.Search;
using FhirFax.Server.Authentication;
using FhirFax.Server.Configuration;
using FhirFax.Server.Fhir.Registry;
using FhirFax.Server.Fhir.Results;
using FhirFax.Server.Http;
using FhirFax.Store;
using FhirFax.Store.Resources;

namespace FhirFax.Server.Fhir.Search;

/// <summary>R4 http.html#search of one type, by GET or by a posted form.</summary>
internal sealed class SearchInteraction(
    IFhirFaxStore store, SearchQueryParser parser, ServerUrls urls, FhirOptions options) : IInteraction
{
    public async Task<FhirResult> HandleAsync(FhirRequest request)
    {
        var parameters = await ParametersAsync(request);
        if (parameters is null)
        {
            return FhirResult.Error(
                StatusCodes.Status415UnsupportedMediaType, IssueCode.NotSupported, $"A search is posted as {MediaTypes.Form}.");
        }

        var scopes = request.Principal.Scopes;
        var parsed = parser.Parse(request.Route.Type!, parameters, urls.FhirBases(request.Http.Request), type => scopes.Allows(type, Access.Search));
        if (parsed.Query is not { } query || parsed.Errors.Count > 0)
        {
            return Refused(parsed.Errors);
        }

        var ignored = Ignored(parsed);
        if (ignored.Count > 0 && (request.Prefer.IsStrict ?? options.StrictSearch))
        {
            return FhirResult.BadRequest(new OperationOutcome(ignored.ConvertAll(i => i with { Severity = IssueSeverity.Error })));
        }

        return await AnswerAsync(request, query, parsed.Applied, ignored);
    }

    private static FhirResult Refused(IReadOnlyList<Issue> errors) => FhirResult.Outcome(
        errors.Any(e => e.Code == IssueCode.Forbidden) ? StatusCodes.Status403Forbidden : StatusCodes.Status400BadRequest, new OperationOutcome(errors));

    private async Task<FhirResult> AnswerAsync(
        FhirRequest request, SearchQuery query, IReadOnlyList<KeyValuePair<string, string>> applied, List<Issue> ignored)
    {
        var links = new PageLinks($"{request.BaseUrl}/{request.Route.Type}", applied);
        var page = await store.SearchAsync(request.Project, query, request.Aborted);
        if (ReferenceEquals(page, ResourcePage.BadCursor))
        {
            return PageLinks.BadCursor();
        }

        return FhirResult.Bundle(new BundleContent(BundleKind.Searchset)
        {
            Resources = page.Resources,
            Outcomes = ignored.Count == 0 || query.Count == 0 ? [] : [new OperationOutcome(ignored)],
            Total = page.Total,
            SelfLink = links.Self(query.Cursor),
            NextLink = links.Next(page.Next),
        });
    }

    /// <summary>Unknown parameters, and known ones about the answer's form that have no effect yet: nothing is ignored in silence.</summary>
    private static List<Issue> Ignored(SearchParseResult parsed)
    {
        var ignored = new List<Issue>(parsed.Ignored);
        foreach (var (name, value) in parsed.Applied)
        {
            if (IsWithoutEffect(name, value))
            {
                ignored.Add(new Issue(IssueSeverity.Warning, IssueCode.NotSupported, $"The parameter {name} is not supported; whole resources are answered."));
            }
        }

        return ignored;
    }

    private static bool IsWithoutEffect(string name, string value) => name == "_elements" || (name == "_summary" && value is not ("false" or "count"));

    /// <summary>Of the query and, when posted, of the form; null when the body is no form.</summary>
    private static async Task<List<KeyValuePair<string, string>>?> ParametersAsync(FhirRequest request)
    {
        var parameters = new List<KeyValuePair<string, string>>(request.Query);
        var http = request.Http.Request;
        if (!HttpMethods.IsPost(http.Method) || http.ContentLength == 0)
        {
            return parameters;
        }

        if (MediaTypes.Essence(http.ContentType) is not (MediaTypes.Form or ""))
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
