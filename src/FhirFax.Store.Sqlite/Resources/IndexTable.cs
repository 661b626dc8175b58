namespace FhirFax.Store.Sqlite.Resources;

/// <summary>The index tables, one for each kind of <see cref="FhirFax.Fhir.Search.IndexEntry"/>.</summary>
internal enum IndexTable
{
    String,
    Token,
    Reference,
    Date,
    Uri,
    Number,
    Quantity,

    /// <summary>Parts of a composite, each of one of the other kinds.</summary>
    Composite,
}
