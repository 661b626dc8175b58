namespace FhirFax.Store.Sqlite.Resources;

/// <summary>The kinds of <see cref="FhirFax.Fhir.Search.IndexEntry"/> that have one value. All values of a search parameter are of one kind. The numbers are stored.</summary>
internal enum IndexKind
{
    String = 0,
    Token = 1,
    Reference = 2,
    Date = 3,
    Uri = 4,
    Number = 5,
    Quantity = 6,
}
