using SQLitePCL;

namespace FhirFax.Store.Sqlite.Engine;

/// <summary>What the result codes of SQLite (sqlite.org/rescode.html) are to a caller of the store.</summary>
internal static class SqliteErrors
{
    private const int PrimaryCode = 0xff;

    public static Exception ToException(int code, string message) => (code & PrimaryCode) switch
    {
        raw.SQLITE_INTERRUPT => new OperationCanceledException(),
        raw.SQLITE_CONSTRAINT => new InvalidOperationException($"The store refuses what contradicts its rules: {message} (SQLite error {code})."),
        raw.SQLITE_FULL => new StoreUnavailableException($"The disk is full; nothing was stored (SQLite error {code}: {message})."),
        _ => new StoreUnavailableException($"The store cannot do this now (SQLite error {code}: {message})."),
    };
}
