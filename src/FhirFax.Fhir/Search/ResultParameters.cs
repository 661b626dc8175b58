using System.Globalization;
using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Outcomes;

namespace FhirFax.Fhir.Search;

/// <summary>The parameters that shape the answer instead of selecting (R4 search.html#return), as far as they are read.</summary>
internal sealed class ResultParameters(R4Definitions definitions, string resourceType)
{
    public const int MaxCount = SearchQuery.MaxCount;
    private const int MaxSortKeys = 10;
    private const int MaxCursorLength = 4_000;

    private readonly List<SortKey> _sort = [];
    private readonly IncludeParameters _includes = new(definitions);
    private int _count = 20;
    private int _offset;
    private string? _cursor;
    private bool _total;
    private bool _countOnly;

    public static readonly IReadOnlyList<string> Names =
        ["_sort", "_count", "_offset", "_total", "_summary", "_cursor", "_elements", "_format", "_pretty", "_include", "_revinclude"];

    /// <summary>Those of R4 that no search takes: refused, since an answer without their effect would be another one.</summary>
    public static readonly IReadOnlyList<string> Unsupported =
        ["_contained", "_containedType", "_list", "_type", "_score", "_filter", "_text", "_content", "_query"];

    public static bool IsOne(string name) => Names.Contains(name) || IncludeParameters.IsOne(name);

    public SearchQuery Complete(IReadOnlyList<SearchFilter> filters) => new()
    {
        ResourceType = resourceType,
        Filters = filters,
        Sort = _sort,
        Count = _countOnly ? 0 : _count,
        Offset = _offset,
        Cursor = _cursor,
        Includes = _includes.Includes,
        Total = _total || _countOnly || _count == 0,
    };

    /// <summary>Takes one parameter of <see cref="Names"/>. Null when it is taken; <paramref name="applied"/> is the value in effect.</summary>
    public Issue? Take(string name, string value, out string applied)
    {
        applied = value;
        switch (name)
        {
            case "_count":
                return TakeNumber(name, value, MaxCount, ref _count, ref applied);
            case "_offset":
                return TakeNumber(name, value, int.MaxValue, ref _offset, ref applied);
            case "_sort":
                return TakeSort(value);
            case "_total":
                // An exact number is a good estimate.
                _total = value is "accurate" or "estimate";
                return value is "accurate" or "estimate" or "none" ? null : Bad(name, "needs none, estimate or accurate");
            case "_cursor":
                _cursor = value;
                return value.Length <= MaxCursorLength ? null : Bad(name, "is not one that this server made");
            case "_summary":
                _countOnly = value == "count";
                return value is "true" or "text" or "data" or "count" or "false" ? null : Bad(name, "needs true, text, data, count or false");
            default:
                return IncludeParameters.IsOne(name) ? _includes.Take(name, value) : null;
        }
    }

    private static Issue? TakeNumber(string name, string value, int max, ref int target, ref string applied)
    {
        if (value.Length is 0 or > 100 || value.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            return Bad(name, "needs a whole number of 0 or more");
        }

        target = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Min(number, max) : max;
        applied = target.ToString(CultureInfo.InvariantCulture);
        return null;
    }

    private Issue? TakeSort(string value)
    {
        foreach (var key in value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var descending = key[0] == '-';
            var code = descending ? key[1..] : key;
            if (SortType(code) is not { } type)
            {
                return Bad("_sort", $"cannot order {resourceType} by '{SearchQueryParser.Clip(code)}'");
            }

            if (_sort.Count == MaxSortKeys)
            {
                return new Issue(IssueSeverity.Error, IssueCode.TooCostly, $"The search parameter '_sort' takes at most {MaxSortKeys} keys.");
            }

            _sort.Add(new SortKey(code, type, descending));
        }

        return null;
    }

    private SearchParameterType? SortType(string code) => code switch
    {
        "_id" => SearchParameterType.Token,
        "_lastUpdated" => SearchParameterType.Date,
        _ => definitions.TryGetSearchParameter(resourceType, code, out var parameter) && SearchPaths.IsIndexed(parameter) ? parameter.Type : null,
    };

    private static Issue Bad(string name, string needs) => Issue.Error(IssueCode.Value, $"The search parameter '{name}' {needs}.");
}
