using FhirFax.Fhir.Definitions;

namespace FhirFax.Fhir.Xml;

/// <summary>What R4 xml.html fixes of names, and the definitions FhirFax carries do not say.</summary>
internal static class XmlNames
{
    public const string FhirNamespace = "http://hl7.org/fhir";
    public const string XhtmlNamespace = "http://www.w3.org/1999/xhtml";
    public const string SchemaInstanceNamespace = "http://www.w3.org/2001/XMLSchema-instance";

    public static ReadOnlySpan<byte> Fhir => "http://hl7.org/fhir"u8;

    /// <summary>The id of an element and the url of an extension are attributes; the id of a resource is an element.</summary>
    public static bool IsAttribute(PropertyDefinition property) => property.Element.Path is "Element.id" or "Extension.url";
}
