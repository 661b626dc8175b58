using Microsoft.Data.Sqlite;

namespace FhirFax.EFax.Sandbox.State;

/// <summary>
/// The sandbox's SQLite file. One transaction at a time, committed (WAL) before <see cref="CommitAsync"/> returns, so that whatever was answered survives a
/// kill of the process. It does not wait for the disk (<c>synchronous=NORMAL</c>): of a machine that loses its power a test's carrier may forget the last calls.
/// </summary>
internal sealed class StateFile : IDisposable
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS app (app_id TEXT PRIMARY KEY, api_key TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS token (token TEXT PRIMARY KEY, app_id TEXT NOT NULL, expires INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS mailbox (seq INTEGER PRIMARY KEY, user_id TEXT NOT NULL, app_id TEXT NOT NULL, number TEXT NOT NULL UNIQUE, UNIQUE (user_id, app_id));
        CREATE TABLE IF NOT EXISTS fax (
            seq INTEGER PRIMARY KEY AUTOINCREMENT, fax_id TEXT NOT NULL UNIQUE, app_id TEXT NOT NULL, user_id TEXT NOT NULL, direction TEXT NOT NULL,
            transaction_id TEXT, downloaded INTEGER NOT NULL, visible_from INTEGER NOT NULL, record TEXT NOT NULL, completed INTEGER);
        CREATE TABLE IF NOT EXISTS webhook (app_id TEXT NOT NULL, direction TEXT NOT NULL, url TEXT NOT NULL, secret TEXT, PRIMARY KEY (app_id, direction)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS notification (
            seq INTEGER PRIMARY KEY AUTOINCREMENT, notify_id TEXT NOT NULL, app_id TEXT NOT NULL, user_id TEXT NOT NULL, fax_id TEXT NOT NULL, direction TEXT NOT NULL,
            completed INTEGER NOT NULL, url TEXT NOT NULL, due INTEGER NOT NULL, tries INTEGER NOT NULL, sent_status TEXT NOT NULL);
        CREATE INDEX IF NOT EXISTS notification_by_due ON notification (sent_status, due);
        CREATE INDEX IF NOT EXISTS fax_by_mailbox ON fax (user_id, direction, downloaded);
        CREATE INDEX IF NOT EXISTS fax_by_transaction ON fax (transaction_id);
        CREATE TABLE IF NOT EXISTS ledger (seq INTEGER PRIMARY KEY AUTOINCREMENT, entry TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS fault (seq INTEGER PRIMARY KEY AUTOINCREMENT, remaining INTEGER NOT NULL, fault TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        """;

    private const string Indexes = """
        CREATE INDEX IF NOT EXISTS fax_by_arrival ON fax (user_id, app_id, direction, visible_from);
        CREATE INDEX IF NOT EXISTS fax_by_end ON fax (user_id, app_id, direction, completed);
        """;

    private readonly SqliteConnection _connection;
    private readonly StateSession _session;
    private readonly SemaphoreSlim _turn = new(1, 1);

    private StateFile(SqliteConnection connection) => (_connection, _session) = (connection, new StateSession(connection));

    public static StateFile Open(string folder)
    {
        SQLitePCL.Batteries_V2.Init();
        Directory.CreateDirectory(folder);
        var path = new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, "sandbox.db"), Pooling = false }.ToString();
        var connection = new SqliteConnection(path);
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=5000; " + Schema;
            command.ExecuteNonQuery();
            FaxTable.AddCompleted(connection);
            command.CommandText = Indexes;
            command.ExecuteNonQuery();
            return new StateFile(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Runs <paramref name="work"/> alone and commits it; nothing of it stays when it throws.</summary>
    public async Task<T> CommitAsync<T>(Func<StateSession, T> work, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return _session.Commit(work);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        _session.Dispose();
        _connection.Dispose();
        _turn.Dispose();
    }
}
