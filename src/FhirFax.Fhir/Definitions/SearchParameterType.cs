namespace FhirFax.Fhir.Definitions;

/// <summary>R4 search.html#ptypes.</summary>
public enum SearchParameterType
{
    Number,
    Date,
    String,
    Token,
    Reference,
    Composite,
    Quantity,
    Uri,
    Special,
}
