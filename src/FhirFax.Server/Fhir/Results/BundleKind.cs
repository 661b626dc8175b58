namespace FhirFax.Server.Fhir.Results;

/// <summary>The Bundle types that the server makes.</summary>
internal enum BundleKind
{
    Searchset,
    History,
    Collection,
}
