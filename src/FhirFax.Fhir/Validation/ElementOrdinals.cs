using FhirFax.Fhir.Definitions;

namespace FhirFax.Fhir.Validation;

/// <summary>Bits of the elements that a rule asks for by name.</summary>
internal static class ElementOrdinals
{
    /// <summary><c>Element.id</c>.</summary>
    public static readonly ulong Id = BitOf("Element", "id");

    /// <summary><c>Element.extension</c>.</summary>
    public static readonly ulong Extension = BitOf("Element", "extension");

    /// <summary><c>Extension.value[x]</c>.</summary>
    public static readonly ulong ExtensionValue = BitOf("Extension", "value");

    private static ulong BitOf(string type, string element) =>
        R4Definitions.Current.TryGetType(type, out var definition)
            ? 1UL << definition.ElementsByName[element].Ordinal
            : throw new InvalidOperationException($"The definitions lack {type}.");
}
