using FhirFax.Fhir.Definitions;

namespace FhirFax.Fhir.Search;

/// <summary>
/// A <c>code</c> element carries no system; its required binding implies one (R4 search.html#token). Its index entries have none either, so a search for
/// <c>system|code</c> in which the binding agrees also means the bare code.
/// </summary>
internal static class ImplicitCodeSystem
{
    /// <summary>The further alternative; null when the value says no system or no element of the path implies it.</summary>
    public static SearchValue.Token? AlternativeOf(SearchValue value, SearchPath path)
    {
        if (value is not SearchValue.Token { System: { Length: > 0 } system, Code: { } code } || path.Ends is null)
        {
            return null;
        }

        foreach (var end in path.Ends)
        {
            if (end.Type.Name == "code"
                && end.Element.Binding is { } binding
                && binding.Codes.TryGetValue(code, out var systems)
                && Array.IndexOf(systems, system) >= 0)
            {
                return new SearchValue.Token("", code);
            }
        }

        return null;
    }
}
