namespace FhirFax.Fhir.Search;

/// <summary>
/// The codes under which a modifier's own index entries stand beside those of its parameter. No declared parameter has a colon in its code, so none can be meant by accident.
/// </summary>
public static class DerivedCode
{
    /// <summary>Token entries: the Identifier of a Reference.</summary>
    public static string Identifier(string code) => code + ":identifier";

    /// <summary>String entries: what is written beside a code or a reference for people.</summary>
    public static string Text(string code) => code + ":text";

    /// <summary>Token entries: an Identifier by the system and code of its type, its value behind a <c>|</c>.</summary>
    public static string OfType(string code) => code + ":of-type";

    /// <summary>A token entry where the element exists but has nothing that the parameter itself finds it by.</summary>
    public static string Present(string code) => code + ":present";

    /// <summary>The code of an <see cref="OfType"/> entry.</summary>
    public static string TypedValue(string typeCode, string value) => $"{typeCode}|{value}";
}
