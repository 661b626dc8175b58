namespace FhirFax.Store.Sqlite.Search;

/// <summary>The parameters under which a reference parameter is indexed; null where no resource has ever had such a value.</summary>
/// <param name="Literal">References by address, in the index of references.</param>
/// <param name="Canonical">References by url or <c>url|version</c>, in the index of uris.</param>
internal readonly record struct ReferenceLinks(long? Literal, long? Canonical);
