using FhirFax.Fhir.Definitions;
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

/// <summary>R4 http.html#search of one type, or of those that <c>_type</c> names, by GET or by a posted form.</summary>
internal sealed class SearchInteraction(
    IFhirFaxStore store, SearchQueryParser parser, ServerUrls urls, FhirOptions options, SearchDeadline deadline) : IInteraction
{
    private const string TypeParameter = "_type";

    public async Task<FhirResult> HandleAsync(FhirRequest request)
    {
        var parameters = await SearchParameters.ReadAsync(request);
        if (parameters is null)
        {
            return FhirResult.Error(
                StatusCodes.Status415UnsupportedMediaType, IssueCode.NotSupported, $"A search is posted as {MediaTypes.Form}.");
        }

        if (AnswerForm.Refuse(request.Http.Request) is { } unacceptable)
        {
            // The form names one, which has only now been read.
            return unacceptable;
        }

        if (Types(request, parameters, out var refusal) is not { } types)
        {
            return refusal!;
        }

        var parsed = types.ConvertAll(t => Parse(request, t, parameters));
        if (parsed.Find(p => p.Query is null || p.Errors.Count > 0) is { } bad)
        {
            return Refused(bad.Errors);
        }

        if (parsed.Exists(p => p.Ignored.Count != parsed[0].Ignored.Count))
        {
            // Left out for one type only, it would find everything of that type (R4 http.html#search: parameters common to all types).
            return Refused([.. parsed.MaxBy(p => p.Ignored.Count)!.Ignored.Select(i => i with { Severity = IssueSeverity.Error })]);
        }

        var ignored = parsed.Find(p => p.Ignored.Count > 0)?.Ignored ?? [];
        if (ignored.Count > 0 && (request.Prefer.IsStrict ?? options.StrictSearch))
        {
            return Refused([.. ignored.Select(i => i with { Severity = IssueSeverity.Error })]);
        }

        var applied = new List<KeyValuePair<string, string>>(parsed[0].Applied);
        applied.InsertRange(0, request.Route.Type is null ? parameters.FindAll(p => p.Key == TypeParameter) : []);
        return await AnswerAsync(request, parsed.ConvertAll(p => p.Query!), applied, [.. ignored.Select(i => i with { Text = $"{i.Text} It is ignored." })]);
    }

    private static FhirResult Refused(IReadOnlyList<Issue> errors) => FhirResult.Outcome(
        errors.Any(e => e.Code == IssueCode.Forbidden) ? StatusCodes.Status403Forbidden : StatusCodes.Status400BadRequest, new OperationOutcome(errors));

    private SearchParseResult Parse(FhirRequest request, string type, List<KeyValuePair<string, string>> parameters)
    {
        var scopes = request.Principal.Scopes;
        var own = request.Route.Type is null ? parameters.FindAll(p => p.Key != TypeParameter) : parameters;
        var parsed = parser.Parse(type, own, urls.FhirBases(request.Http.Request), t => scopes.Allows(t, Access.Search));
        return parsed.Query is not { Includes.Count: > 0 } query || scopes.AllowsEveryType(Access.Read)
            ? parsed
            : parsed with { Query = query with { IncludableTypes = Readable(scopes) } };
    }

    private static HashSet<string> Readable(ScopeSet scopes) =>
        R4Definitions.Current.ResourceTypes.Select(t => t.Name).Where(t => scopes.Allows(t, Access.Read)).ToHashSet(StringComparer.Ordinal);

    /// <summary>The type in the address, or those that <c>_type</c> names; without either, all that the caller may search. Null when refused.</summary>
    private static List<string>? Types(FhirRequest request, List<KeyValuePair<string, string>> parameters, out FhirResult? refusal)
    {
        refusal = null;
        if (request.Route.Type is { } only)
        {
            return [only];
        }

        var scopes = request.Principal.Scopes;
        var named = parameters.FindAll(p => p.Key == TypeParameter)
            .SelectMany(p => p.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Distinct(StringComparer.Ordinal).ToList();
        if (named.Find(t => !R4Definitions.Current.IsResourceType(t)) is { } unknown)
        {
            refusal = FhirResult.Error(
                StatusCodes.Status400BadRequest, IssueCode.Value, $"The parameter _type names '{Quoted.Clip(unknown)}', which is not a resource type of FHIR R4.");
            return null;
        }

        var types = named.Count > 0 ? named : [.. R4Definitions.Current.ResourceTypes.Select(t => t.Name).Where(t => scopes.Allows(t, Access.Search))];
        if (types.Count == 0 || types.Exists(t => !scopes.Allows(t, Access.Search)))
        {
            refusal = FhirResult.Error(StatusCodes.Status403Forbidden, IssueCode.Forbidden, "The client's scopes do not allow a search of these types.", id: "forbidden");
            return null;
        }

        return types;
    }

    private async Task<FhirResult> AnswerAsync(
        FhirRequest request, List<SearchQuery> queries, IReadOnlyList<KeyValuePair<string, string>> applied, List<Issue> issues)
    {
        var query = queries[0];
        var links = new PageLinks(request.Route.Type is null ? request.BaseUrl : $"{request.BaseUrl}/{request.Route.Type}", applied);
        var subset = SubsetParameters.Of(applied);
        var bodies = new PooledBodies();
        var searched = new SearchedTypes(request.Transaction ?? store, request.Project, queries.ConvertAll(q => q with { Memory = bodies.Lend }));
        if (searched.Refusal() is { } refusal)
        {
            return Refused([refusal]);
        }

        return await deadline.RunAsync(searched.PageAsync, request.Aborted) switch
        {
            null => FhirResult.Error(
                StatusCodes.Status400BadRequest,
                IssueCode.TooCostly,
                $"The search was given up after {SearchDeadline.Limit.TotalSeconds} seconds: narrow it by further parameters, or ask for no total."),
            var bad when ReferenceEquals(bad, ResourcePage.BadCursor) => PageLinks.BadCursor(),
            var page => Answer(query, page, links, subset, issues, bodies),
        };
    }

    private static FhirResult Answer(SearchQuery query, ResourcePage page, PageLinks links, SubsetParameters subset, List<Issue> issues, PooledBodies bodies)
    {
        if (page.IsIncludeCut)
        {
            issues.Add(new Issue(
                IssueSeverity.Warning, IssueCode.TooCostly, $"More than {SearchInclude.MaxIncluded} resources were to be included with this page; the others are left out. Ask for smaller pages by _count."));
        }

        return FhirResult.Bundle(new BundleContent(BundleKind.Searchset)
        {
            Resources = subset.OfMatches(page.Resources),
            Included = subset.OfIncluded(page.Included),
            Outcomes = issues.Count == 0 || query.Count == 0 ? [] : [new OperationOutcome(issues)],
            Total = page.Total ?? TotalOfOnlyPage(query, page),
            SelfLink = links.Self(query.Cursor),
            NextLink = links.Next(page.Next),
            Lent = bodies,
        });
    }

    /// <summary>When everything that matches is on the first page, the number of matches is known without counting; null otherwise.</summary>
    private static long? TotalOfOnlyPage(SearchQuery query, ResourcePage page) =>
        query is { Cursor: null, Offset: 0, Count: > 0 } && page.Next is null ? page.Resources.Count : null;
}
