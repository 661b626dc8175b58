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

    /// <summary>Uri entries: a canonical reference as written, <c>url</c> or <c>url|version</c>. What it leads to has the same among its <see cref="CanonicalName"/> entries.</summary>
    public static string Canonical(string code) => code + ":canonical";

    /// <summary>Uri entries of a canonical resource: what it is referred to by, <c>url</c> and, where it has a version, <c>url|version</c> (R4 references.html#canonical).</summary>
    public const string CanonicalName = "url:name";

    /// <summary>Uri entries: a profile as written, or a tag or security label as a <see cref="MetaLabel"/>; their distinct values are those in use.</summary>
    public static string InUse(string code) => code + ":in-use";

    /// <summary>The code of an <see cref="OfType"/> entry.</summary>
    public static string TypedValue(string typeCode, string value) => $"{typeCode}|{value}";
}
