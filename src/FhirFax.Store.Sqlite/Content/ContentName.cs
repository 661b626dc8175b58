namespace FhirFax.Store.Sqlite.Content;

/// <summary>A row names this content.</summary>
/// <param name="Size">Bytes, as the row says.</param>
internal readonly record struct ContentName(long Size);
