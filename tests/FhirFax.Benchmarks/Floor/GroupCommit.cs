using System.Threading.Channels;
using FhirFax.Store.Sqlite.Engine;
using SQLitePCL;

namespace FhirFax.Benchmarks.Floor;

/// <summary>One writer that commits all waiting inserts together, durably. No versions, no constraints beyond keys, nothing checked.</summary>
internal sealed class GroupCommit : IDisposable
{
    private const int LargestGroup = 256;

    private readonly Channel<Insert> _waiting = Channel.CreateUnbounded<Insert>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Thread _writer;
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _insertRow;
    private readonly sqlite3_stmt _insertIndex;
    private long _last;

    public GroupCommit(string path)
    {
        NativeSqlite.Initialize();
        Check(raw.sqlite3_open(path, out _database));
        Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;");
        Execute("CREATE TABLE IF NOT EXISTS row(id INTEGER PRIMARY KEY, body BLOB NOT NULL);");
        Execute("CREATE TABLE IF NOT EXISTS entry(parameter INTEGER NOT NULL, value TEXT NOT NULL, row INTEGER NOT NULL, PRIMARY KEY(parameter, value, row)) WITHOUT ROWID;");
        Check(raw.sqlite3_prepare_v2(_database, "INSERT INTO row VALUES(?, ?)", out _insertRow));
        Check(raw.sqlite3_prepare_v2(_database, "INSERT INTO entry VALUES(?, ?, ?)", out _insertIndex));
        _writer = new Thread(Write) { IsBackground = true, Name = "group commit" };
        _writer.Start();
    }

    public Task InsertAsync(byte[] body, int indexRows)
    {
        var insert = new Insert(body, indexRows);
        _waiting.Writer.TryWrite(insert);
        return insert.Done.Task;
    }

    public void Dispose()
    {
        _waiting.Writer.TryComplete();
        _writer.Join();
        _insertRow.Dispose();
        _insertIndex.Dispose();
        _database.Dispose();
    }

    private void Write()
    {
        var group = new List<Insert>(LargestGroup);
        while (_waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            Execute("BEGIN IMMEDIATE");
            while (group.Count < LargestGroup && _waiting.Reader.TryRead(out var insert))
            {
                WriteOne(insert);
                group.Add(insert);
            }

            Execute("COMMIT");
            foreach (var insert in group)
            {
                insert.Done.SetResult();
            }

            group.Clear();
        }
    }

    private void WriteOne(Insert insert)
    {
        var id = ++_last;
        raw.sqlite3_bind_int64(_insertRow, 1, id);
        raw.sqlite3_bind_blob(_insertRow, 2, insert.Body);
        Step(_insertRow);
        for (var parameter = 0; parameter < insert.IndexRows; parameter++)
        {
            raw.sqlite3_bind_int64(_insertIndex, 1, parameter);
            raw.sqlite3_bind_text(_insertIndex, 2, id.ToString("x12", System.Globalization.CultureInfo.InvariantCulture));
            raw.sqlite3_bind_int64(_insertIndex, 3, id);
            Step(_insertIndex);
        }
    }

    private static void Step(sqlite3_stmt statement)
    {
        Check(raw.sqlite3_step(statement));
        raw.sqlite3_reset(statement);
    }

    private void Execute(string sql) => Check(raw.sqlite3_exec(_database, sql));

    private static void Check(int code)
    {
        if (code is not (raw.SQLITE_OK or raw.SQLITE_DONE or raw.SQLITE_ROW))
        {
            throw new InvalidOperationException($"SQLite answered {code}.");
        }
    }

    private sealed record Insert(byte[] Body, int IndexRows)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
