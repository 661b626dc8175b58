using FhirFax.Fhir.Definitions;

namespace FhirFax.Fhir.Search;

/// <summary>What a token value means besides itself, by the elements that its parameter looks at.</summary>
internal static class TokenAlternatives
{
    /// <summary>Null when it means nothing else.</summary>
    public static SearchValue.Token? Of(SearchValue value, SearchPath path)
    {
        if (value is not SearchValue.Token { Code: { } code } token || path.Ends is null)
        {
            return null;
        }

        foreach (var end in path.Ends)
        {
            if (end.Type.Name == "code" && IsImplied(token.System, code, end.Element.Binding))
            {
                return new SearchValue.Token("", code);
            }

            if (end.Type.Name == "ContactPoint" && TelephoneText.Compact(code) is { } compact)
            {
                return new SearchValue.Token(token.System, compact);
            }
        }

        return null;
    }

    /// <summary>
    /// A <c>code</c> element carries no system; its required binding implies one (R4 search.html#token). Its index entries have none either, so a search for
    /// <c>system|code</c> in which the binding agrees also means the bare code.
    /// </summary>
    private static bool IsImplied(string? system, string code, CodeBinding? binding) =>
        !string.IsNullOrEmpty(system)
        && binding is not null
        && binding.Codes.TryGetValue(code, out var systems)
        && Array.IndexOf(systems, system) >= 0;
}
