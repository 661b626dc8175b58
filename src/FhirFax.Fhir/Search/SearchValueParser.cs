using System.Diagnostics.CodeAnalysis;
using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Json;

namespace FhirFax.Fhir.Search;

/// <summary>Reads one value of a search parameter by the parameter's type (R4 search.html#ptypes).</summary>
internal sealed class SearchValueParser(R4Definitions definitions, IReadOnlyList<string> baseUrls)
{
    /// <param name="value">Still escaped, not empty.</param>
    /// <param name="expected">What should have been there, to complete "needs ...".</param>
    public bool TryParse(
        SearchParameterType type, string value, [NotNullWhen(true)] out SearchValue? parsed, [NotNullWhen(false)] out string? expected)
    {
        (parsed, expected) = type switch
        {
            SearchParameterType.String => (Text(value), "letters or digits to search for"),
            SearchParameterType.Token => (Token(value), "a code, 'system|code', '|code' or 'system|'"),
            SearchParameterType.Reference => (Reference(value), "an id, 'Type/id' with an R4 resource type, or an absolute url"),
            SearchParameterType.Date => (Date(value), "a date such as 2024, 2024-05-17 or 2024-05-17T09:30:00Z, with or without a prefix such as ge"),
            SearchParameterType.Number => (Number(value), "a number, with or without a prefix such as ge"),
            SearchParameterType.Quantity => (Quantity(value), "a number, 'number|system|code' or 'number||code', with or without a prefix such as ge"),
            SearchParameterType.Uri => (new SearchValue.Uri(SearchEscaping.Unescape(value)), ""),
            _ => ((SearchValue?)null, "a kind of search that is supported"),
        };
        return parsed is not null;
    }

    private static SearchValue.String? Text(string value) =>
        SearchText.Normalize(SearchEscaping.Unescape(value)) is { Length: > 0 } text ? new SearchValue.String(text) : null;

    private static SearchValue.Token? Token(string value)
    {
        var bar = SearchEscaping.IndexOf(value, '|', 0);
        if (bar < 0)
        {
            return new SearchValue.Token(null, SearchEscaping.Unescape(value));
        }

        var system = SearchEscaping.Unescape(value[..bar]);
        var code = SearchEscaping.Unescape(value[(bar + 1)..]);
        return (system, code) switch
        {
            ("", "") => null,
            (_, "") => new SearchValue.Token(system, null),
            _ => new SearchValue.Token(system, code),
        };
    }

    private SearchValue.Reference? Reference(string value)
    {
        var text = SearchEscaping.Unescape(value);
        if (ReferenceText.TryParse(text, definitions, baseUrls, out var reference))
        {
            return new SearchValue.Reference(reference.TargetType, reference.Target);
        }

        return ResourceId.IsValid(text) ? new SearchValue.Reference(null, text) : null;
    }

    private static SearchValue.Date? Date(string value)
    {
        var prefix = Prefix(value, out var rest);
        return DateInterval.TryParse(rest, out var interval) ? new SearchValue.Date(prefix, interval.Low, interval.High) : null;
    }

    private static SearchValue.Number? Number(string value) =>
        TryNumber(value, out var prefix, out var interval) ? new SearchValue.Number(prefix, interval.Low, interval.High) : null;

    private static bool TryNumber(string value, out SearchPrefix prefix, out NumberInterval interval)
    {
        prefix = Prefix(value, out var rest);
        return NumberInterval.TryParse(rest, out interval);
    }

    private static SearchValue.Quantity? Quantity(string value)
    {
        var parts = SearchEscaping.Split(value, '|');
        if (parts.Count is not (1 or 3) || !TryNumber(parts[0], out var prefix, out var interval))
        {
            return null;
        }

        return new SearchValue.Quantity(
            prefix,
            interval.Low,
            interval.High,
            parts.Count == 3 ? NullIfEmpty(SearchEscaping.Unescape(parts[1])) : null,
            parts.Count == 3 ? NullIfEmpty(SearchEscaping.Unescape(parts[2])) : null);
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    private static SearchPrefix Prefix(string value, out ReadOnlySpan<char> rest)
    {
        SearchPrefix? prefix = value.AsSpan(0, Math.Min(2, value.Length)) switch
        {
            "eq" => SearchPrefix.Equal,
            "ne" => SearchPrefix.NotEqual,
            "gt" => SearchPrefix.GreaterThan,
            "lt" => SearchPrefix.LessThan,
            "ge" => SearchPrefix.GreaterOrEqual,
            "le" => SearchPrefix.LessOrEqual,
            "sa" => SearchPrefix.StartsAfter,
            "eb" => SearchPrefix.EndsBefore,
            "ap" => SearchPrefix.Approximately,
            _ => null,
        };
        rest = value.AsSpan(prefix is null ? 0 : 2);
        return prefix ?? SearchPrefix.Equal;
    }
}
