using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Outcomes;

namespace FhirFax.Fhir.Search;

/// <summary>One query string while it is read.</summary>
internal sealed class SearchQueryReading
{
    private readonly string _resourceType;
    private readonly SearchIssues _issues;
    private readonly SearchConditions _conditions;
    private readonly ResultParameters _result;
    private readonly List<SearchFilter> _filters = [];
    private readonly List<KeyValuePair<string, string>> _applied = [];

    public SearchQueryReading(
        R4Definitions definitions, SearchPaths paths, string resourceType, IReadOnlyList<string> baseUrls, Func<string, bool> mayReach)
    {
        _resourceType = resourceType;
        _issues = new SearchIssues(definitions);
        _conditions = new SearchConditions(definitions, paths, baseUrls, mayReach, _issues);
        _result = new ResultParameters(definitions, resourceType);
    }

    public void Read(string name, string value)
    {
        if (value.Length == 0)
        {
            _issues.Ignore(IssueCode.Value, $"The search parameter '{SearchQueryParser.Clip(name)}' has no value.");
        }
        else if (ResultParameters.IsOne(name))
        {
            ReadResultParameter(name, value);
        }
        else
        {
            ReadCondition(name, value);
        }
    }

    public SearchParseResult Complete() =>
        new(_issues.Errors.Count == 0 ? _result.Complete(_filters) : null, _issues.Errors, _issues.Ignored, _applied);

    private void ReadResultParameter(string name, string value)
    {
        if (_result.Take(name, value, out var applied) is { } problem)
        {
            _issues.Refuse(problem);
        }
        else
        {
            // The name that it had before R4 is taken, and shown as what it is.
            _applied.Add(KeyValuePair.Create(IncludeParameters.IsOne(name) ? name.Replace(":recurse", ":iterate", StringComparison.Ordinal) : name, applied));
        }
    }

    private void ReadCondition(string name, string value)
    {
        if (_conditions.Read(_resourceType, name, value) is { } filter)
        {
            _filters.Add(filter);
            _applied.Add(KeyValuePair.Create(name, value));
        }
    }
}
