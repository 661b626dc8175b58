using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Outcomes;

namespace FhirFax.Fhir.Search;

/// <summary>One query string while it is read.</summary>
internal sealed class SearchQueryReading(R4Definitions definitions, SearchPaths paths, string resourceType, IReadOnlyList<string> baseUrls)
{
    private readonly SearchValueParser _values = new(definitions, baseUrls);
    private readonly ResultParameters _result = new(definitions, resourceType);
    private readonly List<SearchFilter> _filters = [];
    private readonly List<Issue> _errors = [];
    private readonly List<Issue> _ignored = [];
    private readonly List<KeyValuePair<string, string>> _applied = [];

    public void Read(string name, string value)
    {
        if (value.Length == 0)
        {
            Ignore(IssueCode.Value, $"The search parameter '{SearchQueryParser.Clip(name)}' has no value and is ignored.");
        }
        else if (ResultParameters.Names.Contains(name))
        {
            ReadResultParameter(name, value);
        }
        else
        {
            ReadFilter(name, SearchParameterName.Parse(name), value);
        }
    }

    public SearchParseResult Complete() =>
        new(_errors.Count == 0 ? _result.Complete(_filters) : null, _errors, _ignored, _applied);

    private void ReadResultParameter(string name, string value)
    {
        if (_result.Take(name, value, out var applied) is { } problem)
        {
            _errors.Add(problem);
        }
        else
        {
            _applied.Add(KeyValuePair.Create(name, applied));
        }
    }

    private void ReadFilter(string fullName, SearchParameterName name, string value)
    {
        if (name.Code == "_has")
        {
            _errors.Add(Issue.Error(IssueCode.NotSupported, "Reverse chaining by '_has' is not supported."));
        }
        else if (!definitions.TryGetSearchParameter(resourceType, name.Code, out var parameter))
        {
            IgnoreUnknown(name.Code);
        }
        else if (Unsupported(fullName, name, parameter) is { } problem)
        {
            _errors.Add(problem);
        }
        else if (name.Code is not ("_id" or "_lastUpdated") && !SearchPaths.IsIndexed(parameter))
        {
            Ignore(IssueCode.NotSupported, $"The search parameter '{name.Code}' is not supported and is ignored.");
        }
        else if (TryReadValues(parameter, value, out var anyOf))
        {
            _filters.Add(FilterOf(parameter, anyOf));
            _applied.Add(KeyValuePair.Create(fullName, value));
        }
    }

    private Issue? Unsupported(string fullName, SearchParameterName name, SearchParameterDefinition parameter)
    {
        if (name.Chain is not null)
        {
            return Issue.Error(IssueCode.NotSupported, $"Chaining as in '{SearchQueryParser.Clip(fullName)}' is not supported.");
        }

        if (name.Modifier is null)
        {
            return null;
        }

        var modifier = SearchQueryParser.Clip(name.Modifier);
        return SearchModifiers.Applies(name.Modifier, parameter.Type, definitions)
            ? Issue.Error(IssueCode.NotSupported, $"The modifier ':{modifier}' of the search parameter '{name.Code}' is not supported.")
            : Issue.Error(IssueCode.NotSupported, $"The search parameter '{name.Code}' has no modifier ':{modifier}': it is not supported.");
    }

    private bool TryReadValues(SearchParameterDefinition parameter, string value, out List<SearchValue> anyOf)
    {
        anyOf = [];
        var parts = SearchEscaping.Split(value, ',');
        if (parts.Count > SearchQueryParser.MaxValues)
        {
            _errors.Add(Issue.Error(
                IssueCode.TooCostly, $"The search parameter '{parameter.Code}' takes at most {SearchQueryParser.MaxValues} alternatives."));
            return false;
        }

        foreach (var part in parts)
        {
            if (part.Length > 0 && !TryReadValue(parameter, part, anyOf))
            {
                return false;
            }
        }

        if (anyOf.Count == 0)
        {
            Ignore(IssueCode.Value, $"The search parameter '{parameter.Code}' has no value and is ignored.");
        }

        return anyOf.Count > 0;
    }

    private bool TryReadValue(SearchParameterDefinition parameter, string part, List<SearchValue> anyOf)
    {
        if (!_values.TryParse(parameter.Type, part, out var parsed, out var expected))
        {
            _errors.Add(Issue.Error(IssueCode.Value, $"The search parameter '{parameter.Code}' needs {expected}."));
            return false;
        }

        if (parsed is SearchValue.Token token && parameter.Code != "_id" && PathOf(parameter) is { Ends: { } ends })
        {
            TokenAlternatives.Add(token, ends, anyOf);
        }
        else
        {
            anyOf.Add(parsed);
        }

        return true;
    }

    private SearchPath? PathOf(SearchParameterDefinition parameter)
    {
        if (parameter.Type != SearchParameterType.Token || !definitions.TryGetType(resourceType, out var type))
        {
            return null;
        }

        foreach (var indexed in paths.Of(type))
        {
            if (indexed.Definition.Code == parameter.Code)
            {
                return indexed.Path;
            }
        }

        return null;
    }

    private static SearchFilter FilterOf(SearchParameterDefinition parameter, List<SearchValue> anyOf) => parameter.Code switch
    {
        "_id" => new SearchFilter.Id(anyOf.ConvertAll(value => ((SearchValue.Token)value).Code ?? "")),
        "_lastUpdated" => new SearchFilter.LastUpdated(anyOf.ConvertAll(value => (SearchValue.Date)value)),
        _ => new SearchFilter.Parameter(parameter.Code, parameter.Type, anyOf),
    };

    private void IgnoreUnknown(string code)
    {
        var names = definitions.SearchParametersOf(resourceType).Select(parameter => parameter.Code).Concat(ResultParameters.Names);
        if (ResultParameters.Unsupported.Contains(code))
        {
            Ignore(IssueCode.NotSupported, $"The search parameter '{code}' is not supported and is ignored.");
            return;
        }

        var hint = NameSuggestion.Nearest(code, names) is { } nearest ? $" Did you mean '{nearest}'?" : "";
        Ignore(IssueCode.NotSupported, $"{resourceType} has no search parameter '{SearchQueryParser.Clip(code)}': it is ignored.{hint}");
    }

    private void Ignore(string code, string text) => _ignored.Add(new Issue(IssueSeverity.Warning, code, text));
}
