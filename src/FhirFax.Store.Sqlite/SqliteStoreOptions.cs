using FhirFax.Store.Faxes;

namespace FhirFax.Store.Sqlite;

/// <summary>Where a <see cref="SqliteStore"/> keeps its data.</summary>
public sealed class SqliteStoreOptions
{
    /// <summary>The data directory (<c>Storage__Path</c>): the database, its lock and the documents. Made when missing. One process at a time.</summary>
    public required string Path { get; init; }

    /// <summary>Connections that read at the same time.</summary>
    public int Readers { get; init; } = Math.Max(4, Environment.ProcessorCount * 2);

    /// <summary>What makes the list of faxes; null: there is none, and what is written meanwhile is listed when the store is next opened with one.</summary>
    public IFaxProjection? Faxes { get; init; }

    /// <summary>Limits the database to so many pages of 4 KB, as a full disk would; null for no limit.</summary>
    public long? MaxPages { get; init; }
}
