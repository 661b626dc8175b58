namespace FhirFax.Fhir.FhirPath;

internal enum TemporalKind
{
    Date,
    DateTime,
    Time,
}
