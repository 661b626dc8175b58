using System.Collections.Frozen;

using FhirFax.Fhir.Definitions;

namespace FhirFax.Fhir.Search;

/// <summary>The modifiers of R4 search.html#modifiers and the parameter types that take them. Those in <see cref="IsSupported"/> are implemented.</summary>
internal static class SearchModifiers
{
    private static readonly FrozenDictionary<string, SearchParameterType[]> Types = new Dictionary<string, SearchParameterType[]>
    {
        ["exact"] = [SearchParameterType.String],
        ["contains"] = [SearchParameterType.String],
        ["text"] = [SearchParameterType.Token, SearchParameterType.Reference],
        ["not"] = [SearchParameterType.Token],
        ["in"] = [SearchParameterType.Token],
        ["not-in"] = [SearchParameterType.Token],
        ["of-type"] = [SearchParameterType.Token],
        ["above"] = [SearchParameterType.Token, SearchParameterType.Reference, SearchParameterType.Uri],
        ["below"] = [SearchParameterType.Token, SearchParameterType.Reference, SearchParameterType.Uri],
        ["identifier"] = [SearchParameterType.Reference],
    }.ToFrozenDictionary();

    /// <summary>Whether the modifier, which applies, is one that searches can use. <c>:in</c>, <c>:not-in</c> and the hierarchies of codes need a terminology.</summary>
    public static bool IsSupported(string modifier, SearchParameterType type) =>
        modifier is not ("in" or "not-in") && (modifier is not ("above" or "below") || type == SearchParameterType.Uri);

    /// <summary>Whether R4 has the modifier for this kind of parameter; <c>:missing</c> is for all, a type name for references.</summary>
    public static bool Applies(string modifier, SearchParameterType type, R4Definitions definitions) =>
        modifier == "missing"
        || (Types.TryGetValue(modifier, out var types) && Array.IndexOf(types, type) >= 0)
        || (type == SearchParameterType.Reference && definitions.IsResourceType(modifier));
}
