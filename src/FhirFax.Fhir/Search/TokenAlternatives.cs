using FhirFax.Fhir.Definitions;

namespace FhirFax.Fhir.Search;

/// <summary>What a token value means, by the elements that its parameter looks at.</summary>
internal static class TokenAlternatives
{
    /// <param name="ends">The properties that the parameter's path ends at.</param>
    public static void Add(SearchValue.Token token, IEnumerable<PropertyDefinition> ends, List<SearchValue> anyOf)
    {
        var isImplied = false;
        var onlyCodes = true;
        string? compact = null;
        foreach (var end in ends)
        {
            onlyCodes &= end.Type.Name == "code";
            isImplied |= end.Type.Name == "code" && IsImplied(token, end.Element.Binding);
            compact ??= end.Type.Name == "ContactPoint" && token.Code is { } code ? TelephoneText.Compact(code) : null;
        }

        if (!isImplied || !onlyCodes)
        {
            anyOf.Add(token);
        }

        if (isImplied)
        {
            anyOf.Add(token with { System = "" });
        }

        if (compact is not null)
        {
            anyOf.Add(token with { Code = compact });
        }
    }

    /// <summary>
    /// A <c>code</c> element carries no system; its required binding implies one (R4 search.html#token). Its index entries have none either, so <c>system|code</c> in which
    /// the binding agrees means the bare code.
    /// </summary>
    private static bool IsImplied(SearchValue.Token token, CodeBinding? binding) =>
        token is { System.Length: > 0, Code: not null }
        && binding is not null
        && binding.Codes.TryGetValue(token.Code, out var systems)
        && Array.IndexOf(systems, token.System) >= 0;
}
