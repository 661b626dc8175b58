using FhirFax.Fhir.Outcomes;
using FhirFax.Fhir.Search;
using FhirFax.Server.Authentication;
using FhirFax.Server.Fhir.Results;
using FhirFax.Server.Fhir.Search;
using FhirFax.Server.Http;

namespace FhirFax.Server.Fhir.Interactions;

/// <summary>Reads the criteria of conditional interactions. A parameter that a search might ignore would here hit resources that were not meant: it is refused.</summary>
internal sealed class ConditionalCriteriaReader(SearchQueryParser parser, ServerUrls urls, SearchDeadline deadline)
{
    private const string IfNoneExist = "If-None-Exist";

    /// <summary>The criteria of <c>If-None-Exist</c>; null without that header, or with a refusal.</summary>
    public ConditionalCriteria? OfHeader(FhirRequest request, out FhirResult? refusal)
    {
        refusal = null;
        var header = request.Http.Request.Headers[IfNoneExist];
        if (header.Count == 0)
        {
            return null;
        }

        if (header.Count > 1)
        {
            refusal = FhirResult.Error(StatusCodes.Status400BadRequest, IssueCode.Value, $"The header {IfNoneExist} must be given once.");
            return null;
        }

        var type = request.Route.Type!;
        var text = header.ToString().Trim();
        var mark = text.IndexOf('?', StringComparison.Ordinal);
        if (mark > 0 && !IsAddressOf(type, text[..mark], urls.FhirBases(request.Http.Request)))
        {
            refusal = FhirResult.Error(StatusCodes.Status400BadRequest, IssueCode.Value, $"The header {IfNoneExist} must hold search parameters of {type}, such as identifier=http://example.org|1.");
            return null;
        }

        return Read(request, type, FhirRequest.ReadPairs(text[(mark + 1)..]), $"the header {IfNoneExist}", out refusal);
    }

    /// <summary>Whether the path before the criteria is the type's own: relative, or, as some clients send it, absolute below one of our bases.</summary>
    private static bool IsAddressOf(string type, string path, IReadOnlyList<string> bases)
    {
        if (path == type)
        {
            return true;
        }

        foreach (var root in bases)
        {
            if (path.Length == root.Length + 1 + type.Length
                && path.StartsWith(root, StringComparison.OrdinalIgnoreCase)
                && path[root.Length] == '/'
                && path.EndsWith(type, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The criteria in the query of the address.</summary>
    public ConditionalCriteria? OfAddress(FhirRequest request, out FhirResult? refusal) => Read(request, request.Route.Type!, request.Query, "the query of the address", out refusal);

    /// <param name="place">Where the criteria stand, for messages.</param>
    /// <param name="refusal">A 400, 403 or 412 when there are no usable criteria.</param>
    public ConditionalCriteria? Read(FhirRequest request, string type, IReadOnlyList<KeyValuePair<string, string>> pairs, string place, out FhirResult? refusal)
    {
        var scopes = request.Principal.Scopes;
        if (!scopes.Allows(type, Access.Search))
        {
            refusal = FhirResult.Forbidden($"The client's scopes do not allow to search {type}, which a condition does.");
            return null;
        }

        var parsed = parser.Parse(type, pairs, urls.FhirBases(request.Http.Request), t => scopes.Allows(t, Access.Search));
        if (parsed.Query is not { } query || parsed.Errors.Count > 0)
        {
            var status = parsed.Errors.Any(e => e.Code == IssueCode.Forbidden) ? StatusCodes.Status403Forbidden : StatusCodes.Status400BadRequest;
            refusal = FhirResult.Outcome(status, new OperationOutcome(parsed.Errors));
            return null;
        }

        if (parsed.Ignored.Count > 0)
        {
            refusal = FhirResult.BadRequest(new OperationOutcome([.. parsed.Ignored.Select(issue => Refuse(issue, place))]));
            return null;
        }

        if (query.Filters.Count == 0)
        {
            refusal = FhirResult.Error(
                StatusCodes.Status412PreconditionFailed, IssueCode.Required, $"The condition in {place} has no search parameter, so that it would concern every {type}: name at least one, such as identifier.", id: "precondition-failed");
            return null;
        }

        refusal = null;
        return new ConditionalCriteria(new SearchQuery { ResourceType = type, Filters = query.Filters, Count = 2 }, deadline);
    }

    /// <summary>What a search would leave out must not be left out of a condition.</summary>
    private static Issue Refuse(Issue issue, string place) =>
        issue with { Severity = IssueSeverity.Error, Text = $"{issue.Text} The condition in {place} must hold search parameters only: correct or remove it; nothing was changed." };
}
