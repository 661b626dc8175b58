namespace FhirFax.Fhir.FhirPath;

internal enum TokenKind
{
    End,
    Identifier,
    DelimitedIdentifier,
    Variable,
    String,
    Number,
    Date,
    DateTime,
    Time,
    Symbol,
}
