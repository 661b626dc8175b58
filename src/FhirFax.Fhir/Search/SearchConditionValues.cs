using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Json;
using FhirFax.Fhir.Outcomes;

namespace FhirFax.Fhir.Search;

/// <summary>Reads the right side of a condition by the parameter's type and modifier.</summary>
internal sealed class SearchConditionValues(R4Definitions definitions, SearchPaths paths, IReadOnlyList<string> baseUrls, SearchIssues issues)
{
    private readonly SearchValueParser _values = new(definitions, baseUrls);

    private int _total;

    private delegate bool ValueReader(string part, List<SearchValue> anyOf, out string expected);

    /// <param name="modifier">One that applies and is supported; null for none.</param>
    public SearchFilter? Read(string resourceType, SearchParameterDefinition parameter, string? modifier, string value)
    {
        var code = parameter.Code;
        switch (modifier)
        {
            case "missing":
                return ReadMissing(parameter, value);
            case "not":
                return ReadPlain(resourceType, parameter, value) is { } filter ? new SearchFilter.Not(filter) : null;
            case "text":
                return ReadAs(code, DerivedCode.Text(code), SearchParameterType.String, value, PlainReader(SearchParameterType.String));
            case "identifier":
                return ReadAs(code, DerivedCode.Identifier(code), SearchParameterType.Token, value, PlainReader(SearchParameterType.Token));
            case "of-type":
                return ReadAs(code, DerivedCode.OfType(code), SearchParameterType.Token, value, ReadOfType);
            case "exact":
                return ReadAs(code, code, SearchParameterType.String, value, ReadExact);
            case "contains":
                return ReadAs(code, code, SearchParameterType.String, value, ReadContained);
            case "below":
                return ReadAs(code, code, SearchParameterType.Uri, value, ReadBelow);
            case "above":
                return ReadAs(code, code, SearchParameterType.Uri, value, ReadAbove);
            case null when parameter.Type == SearchParameterType.Composite:
                return ReadComposite(resourceType, parameter, value);
            case null:
                return ReadPlain(resourceType, parameter, value);
            default:
                return ReadAs(
                    code, code, SearchParameterType.Reference, value, (string part, List<SearchValue> anyOf, out string expected) => ReadOfTarget(modifier, part, anyOf, out expected));
        }
    }

    private SearchFilter? ReadPlain(string resourceType, SearchParameterDefinition parameter, string value)
    {
        var ends = parameter.Type == SearchParameterType.Token && parameter.Code != "_id" ? PathOf(resourceType, parameter)?.Ends : null;
        var plain = PlainReader(parameter.Type);
        bool Reader(string part, List<SearchValue> anyOf, out string expected)
        {
            if (!plain(part, anyOf, out expected) || ends is null || anyOf[^1] is not SearchValue.Token token)
            {
                return expected.Length == 0;
            }

            anyOf.RemoveAt(anyOf.Count - 1);
            TokenAlternatives.Add(token, ends, anyOf);
            return true;
        }

        return ReadAs(parameter.Code, parameter.Code, parameter.Type, value, Reader) is not { AnyOf: var anyOf } filter ? null : parameter.Code switch
        {
            "_id" => new SearchFilter.Id([.. anyOf.Select(v => ((SearchValue.Token)v).Code ?? "")]),
            "_lastUpdated" => new SearchFilter.LastUpdated([.. anyOf.Cast<SearchValue.Date>()]),
            _ => filter,
        };
    }

    private SearchFilter.Parameter? ReadComposite(string resourceType, SearchParameterDefinition parameter, string value)
    {
        if (!definitions.TryGetType(resourceType, out var type) || !paths.CompositesOf(type).TryGetValue(parameter.Code, out var composite))
        {
            issues.Refuse(IssueCode.NotSupported, $"The search parameter '{parameter.Code}' is not supported.");
            return null;
        }

        return ReadAs(
            parameter.Code, parameter.Code, parameter.Type, value, (string part, List<SearchValue> anyOf, out string expected) => ReadParts(resourceType, composite, part, anyOf, out expected));
    }

    private bool ReadParts(string resourceType, CompositePath composite, string value, List<SearchValue> anyOf, out string expected)
    {
        var texts = SearchEscaping.Split(value, '$');
        expected = $"{composite.Parts.Count} values with $ between them, {string.Join('$', composite.Parts.Select(p => p.Definition.Code))}";
        if (texts.Count != composite.Parts.Count)
        {
            return false;
        }

        List<List<SearchValue>> combinations = [[]];
        for (var i = 0; i < texts.Count; i++)
        {
            var definition = composite.Parts[i].Definition;
            if (texts[i].Length == 0 || !_values.TryParse(definition.Type, texts[i], out var parsed, out _))
            {
                return false;
            }

            var alternatives = new List<SearchValue>();
            if (parsed is SearchValue.Token token && PathOf(resourceType, definition)?.Ends is { } ends)
            {
                TokenAlternatives.Add(token, ends, alternatives);
            }
            else
            {
                alternatives.Add(parsed);
            }

            combinations = [.. combinations.SelectMany(_ => alternatives, (parts, alternative) => (List<SearchValue>)[.. parts, alternative])];
        }

        anyOf.AddRange(combinations.Select(parts => new SearchValue.Composite(parts)));
        return true;
    }

    private SearchFilter.Missing? ReadMissing(SearchParameterDefinition parameter, string value)
    {
        if (value is "true" or "false")
        {
            return new SearchFilter.Missing(parameter.Code, parameter.Type, value == "true");
        }

        issues.Refuse(IssueCode.Value, $"The search parameter '{parameter.Code}' needs true or false with ':missing'.");
        return null;
    }

    private SearchFilter.Parameter? ReadAs(string written, string code, SearchParameterType type, string value, ValueReader read)
    {
        var anyOf = new List<SearchValue>();
        var parts = SearchEscaping.Split(value, ',');
        if (parts.Count > SearchQueryParser.MaxValues)
        {
            issues.Refuse(IssueCode.TooCostly, $"The search parameter '{written}' takes at most {SearchQueryParser.MaxValues} alternatives.");
            return null;
        }

        _total += parts.Count;
        if (_total > SearchQueryParser.MaxTotalValues)
        {
            issues.Refuse(IssueCode.TooCostly, $"A search takes at most {SearchQueryParser.MaxTotalValues} alternatives in all, counted for every type that its chains may lead to.");
            return null;
        }

        foreach (var part in parts)
        {
            if (part.Length > 0 && !read(part, anyOf, out var expected))
            {
                issues.Refuse(IssueCode.Value, $"The search parameter '{written}' needs {expected}.");
                return null;
            }
        }

        if (anyOf.Count > 0)
        {
            return new SearchFilter.Parameter(code, type, anyOf);
        }

        issues.Ignore(IssueCode.Value, $"The search parameter '{written}' has no value.");
        return null;
    }

    private ValueReader PlainReader(SearchParameterType type) => (string part, List<SearchValue> anyOf, out string expected) =>
    {
        if (!_values.TryParse(type, part, out var parsed, out var needed))
        {
            expected = needed;
            return false;
        }

        expected = "";
        anyOf.Add(parsed);
        return true;
    };

    private static bool ReadExact(string part, List<SearchValue> anyOf, out string expected)
    {
        expected = "letters or digits to search for";
        var text = SearchEscaping.Unescape(part);
        var normalized = SearchText.Normalize(text);
        anyOf.Add(new SearchValue.ExactText(normalized, SearchText.Clip(text)));
        return normalized.Length > 0;
    }

    private static bool ReadContained(string part, List<SearchValue> anyOf, out string expected)
    {
        expected = "letters or digits to search for";
        var normalized = SearchText.Normalize(SearchEscaping.Unescape(part));
        anyOf.Add(new SearchValue.ContainedText(normalized));
        return normalized.Length > 0;
    }

    private static bool ReadOfType(string part, List<SearchValue> anyOf, out string expected)
    {
        expected = "'system|code|value' with ':of-type'";
        var parts = SearchEscaping.Split(part, '|');
        if (parts.Count != 3 || parts.Exists(p => p.Length == 0))
        {
            return false;
        }

        var typed = DerivedCode.TypedValue(SearchEscaping.Unescape(parts[1]), SearchEscaping.Unescape(parts[2]));
        anyOf.Add(new SearchValue.Token(SearchEscaping.Unescape(parts[0]), typed));
        return true;
    }

    private bool ReadOfTarget(string type, string part, List<SearchValue> anyOf, out string expected)
    {
        expected = $"an id or a reference to {type}";
        if (!_values.TryParse(SearchParameterType.Reference, part, out var parsed, out _) || parsed is not SearchValue.Reference reference)
        {
            return false;
        }

        // The url of another server need not tell a type.
        anyOf.Add(reference.TargetType is null && ResourceId.IsValid(reference.Target) ? reference with { TargetType = type } : reference);
        return reference.TargetType is null || reference.TargetType == type;
    }

    private static bool ReadBelow(string part, List<SearchValue> anyOf, out string expected)
    {
        expected = "";
        anyOf.Add(new SearchValue.UriBelow(SearchEscaping.Unescape(part)));
        return true;
    }

    /// <summary>The uri itself and each that its path continues.</summary>
    private static bool ReadAbove(string part, List<SearchValue> anyOf, out string expected)
    {
        expected = $"a uri of fewer segments";
        var uri = SearchEscaping.Unescape(part);
        anyOf.Add(new SearchValue.Uri(uri));
        for (var slash = uri.LastIndexOf('/'); slash > 0 && uri[slash - 1] is not ('/' or ':'); slash = uri.LastIndexOf('/', slash - 1))
        {
            anyOf.Add(new SearchValue.Uri(uri[..slash]));
            if (anyOf.Count > SearchQueryParser.MaxValues)
            {
                return false;
            }
        }

        return true;
    }

    private SearchPath? PathOf(string resourceType, SearchParameterDefinition parameter)
    {
        if (!definitions.TryGetType(resourceType, out var type))
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
}
