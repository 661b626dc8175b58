namespace FhirFax.Fhir.Definitions;

/// <summary>The R4 primitives (datatypes.html#primitive), as a number to switch on.</summary>
internal enum PrimitiveFormat
{
    /// <summary>Not a primitive.</summary>
    None,
    Base64Binary,
    Boolean,
    Canonical,
    Code,
    Date,
    DateTime,
    Decimal,
    Id,
    Instant,
    Integer,
    Markdown,
    Oid,
    PositiveInt,
    String,
    Time,
    UnsignedInt,
    Uri,
    Url,
    Uuid,
    Xhtml,
}
