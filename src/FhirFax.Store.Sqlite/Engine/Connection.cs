using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace FhirFax.Store.Sqlite.Engine;

/// <summary>
/// One SQLite connection with its prepared statements. Used by one thread at a time; a thin layer straight over the C interface, because the ADO.NET one looks up every
/// parameter by name and allocates for every row.
/// </summary>
internal sealed unsafe class Connection : IDisposable
{
    private const int BusyMilliseconds = 10_000;
    private const long LargestIdleLog = 64 * 1024 * 1024;
    private const int MaxStatements = 512;
    private const int StepsBetweenChecks = 1_000;
    private readonly sqlite3 _handle;
    private readonly Dictionary<string, Statement> _statements = new(StatementTextComparer.Instance);

    /// <summary>Outside what the garbage collector moves: SQLite writes to it. Null: not asked for.</summary>
    private int* _logPages;

    private Exception? _failure;
    private int _checksLeft = int.MaxValue;
    private volatile bool _interrupted;

    private Connection(sqlite3 handle) => _handle = handle;

    /// <summary>False inside BEGIN, and true again when SQLite rolled back by itself after a serious error.</summary>
    public bool AutoCommit => raw.sqlite3_get_autocommit(_handle) != 0;

    /// <summary>Rows changed by the last INSERT, UPDATE or DELETE.</summary>
    public int Changes => raw.sqlite3_changes(_handle);

    /// <summary>Rows changed since the connection was opened, also by what was undone.</summary>
    public int TotalChanges => raw.sqlite3_total_changes(_handle);

    /// <summary>Pages in the write-ahead log after the last commit, copied into the file or not. See <see cref="CountLogPages"/>.</summary>
    public int LogPages => *_logPages;

    public long LastInsertRowId => raw.sqlite3_last_insert_rowid(_handle);

    /// <param name="readOnly">Refuses every change; the file must exist.</param>
    public static Connection Open(string path, bool readOnly)
    {
        // A connection is never shared between threads at one time, so SQLite's own mutexes would only cost.
        var flags = raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_NOMUTEX | (readOnly ? 0 : raw.SQLITE_OPEN_CREATE);
        var code = raw.sqlite3_open_v2(path, out var handle, flags, null);
        var connection = new Connection(handle);
        try
        {
            connection.Check(code);
            raw.sqlite3_extended_result_codes(handle, 1);
            raw.sqlite3_busy_timeout(handle, BusyMilliseconds);
            raw.sqlite3_progress_handler(handle, StepsBetweenChecks, static c => ((Connection)c).Overdrawn() ? 1 : 0, connection);
            connection.Execute(readOnly ? "PRAGMA query_only=1" : "PRAGMA journal_mode=WAL");
            connection.Execute("PRAGMA synchronous=FULL");
            connection.Execute("PRAGMA temp_store=MEMORY");
            connection.Execute($"PRAGMA wal_autocheckpoint={Checkpointer.PagesBetween}");
            connection.Execute($"PRAGMA journal_size_limit={LargestIdleLog}");
            connection.Execute(readOnly ? "PRAGMA cache_size=-8000" : "PRAGMA cache_size=-64000");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>A statement ready for binding; dispose it after use. Kept prepared for the next time.</summary>
    public Statement Prepare(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            DropIdleStatements();
            statement = new Statement(this, Compile(sql), kept: true);
            _statements.Add(sql, statement);
        }
        else if (statement.InUse)
        {
            return new Statement(this, Compile(sql), kept: false) { InUse = true };
        }

        statement.InUse = true;
        return statement;
    }

    /// <summary>Runs one statement without parameters and forgets it.</summary>
    public void Execute(string sql)
    {
        using var statement = new Statement(this, Compile(sql), kept: false);
        while (statement.Step())
        {
        }
    }

    /// <summary>Runs a cached statement without parameters.</summary>
    public void Run(string sql)
    {
        using var statement = Prepare(sql);
        statement.Step();
    }

    public void Check(int code)
    {
        if (_interrupted)
        {
            throw new OperationCanceledException();
        }

        if (code is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE))
        {
            throw _failure = SqliteErrors.ToException(code, raw.sqlite3_errmsg(_handle).utf8_to_string() ?? "");
        }
    }

    /// <summary>Runs a read that may take about so many steps of SQLite's machine; false when it needs more, and then it has seen only some of its rows.</summary>
    public bool TryWithin<TState>(int steps, TState state, Action<TState> read)
    {
        _checksLeft = Math.Max(1, steps / StepsBetweenChecks);
        try
        {
            read(state);
            return !GaveUp;
        }
        finally
        {
            _checksLeft = int.MaxValue;
        }
    }

    /// <summary>Inside <see cref="TryWithin"/>: its steps are used up. Statements then end as if there were no more rows; an exception would cost more than what it ends.</summary>
    public bool GaveUp => _checksLeft < 0 && !_interrupted;

    /// <summary>
    /// Runs a read that cancelling ends. Not for changes: SQLite undoes the whole transaction of a change that is interrupted, but only the statement of a read.
    /// </summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public T Interruptible<TState, T>(TState state, Func<TState, T> read, CancellationToken cancellationToken)
    {
        var registration = cancellationToken.UnsafeRegister(static c => ((Connection)c!).Interrupt(), this);
        try
        {
            return read(state);
        }
        catch (OperationCanceledException)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        finally
        {
            // Waits for a callback that runs just now.
            registration.Dispose();
            Resume();
        }
    }

    /// <summary>Keeps <see cref="LogPages"/> from now on, and leaves it to <see cref="Checkpoint"/> to copy them into the file.</summary>
    public void CountLogPages()
    {
        _logPages = (int*)NativeMemory.AllocZeroed(sizeof(int));
        SqliteApi.WalHook(_handle.DangerousGetHandle(), &Committed, (nint)_logPages);
    }

    /// <summary>Copies what no reader is in the way of from the write-ahead log into the file, without waiting for anybody.</summary>
    /// <returns>How many pages of the log have been copied, earlier ones included; 0 when another connection copies just now.</returns>
    /// <exception cref="StoreUnavailableException">Such as a full disk.</exception>
    public int Checkpoint()
    {
        var code = raw.sqlite3_wal_checkpoint_v2(_handle, "main", raw.SQLITE_CHECKPOINT_PASSIVE, out _, out var copied);
        if (code == raw.SQLITE_BUSY)
        {
            return 0;
        }

        return code == raw.SQLITE_OK ? copied : throw SqliteErrors.ToException(code, raw.sqlite3_errmsg(_handle).utf8_to_string() ?? "");
    }

    /// <summary>The last error since this was asked, also when somebody caught it; null when all went well.</summary>
    public Exception? TakeFailure() => Interlocked.Exchange(ref _failure, null);

    /// <summary>Ends what the connection is doing, from another thread: the statement that runs, and any that would follow until <see cref="Resume"/>.</summary>
    private void Interrupt()
    {
        _interrupted = true;
        raw.sqlite3_interrupt(_handle);
    }

    /// <summary>Takes back an <see cref="Interrupt"/> that came too late to end anything.</summary>
    private void Resume() => _interrupted = false;

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Close();
        }

        _statements.Clear();
        _handle.Dispose();
        NativeMemory.Free(_logPages);
        _logPages = null;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Committed(nint pages, nint database, nint name, int count)
    {
        *(int*)pages = count;
        return raw.SQLITE_OK;
    }

    private bool Overdrawn() => _checksLeft != int.MaxValue && --_checksLeft < 0;

    private sqlite3_stmt Compile(string sql)
    {
        Check(raw.sqlite3_prepare_v2(_handle, sql, out var statement));
        return statement;
    }

    private void DropIdleStatements()
    {
        if (_statements.Count < MaxStatements)
        {
            return;
        }

        foreach (var (sql, statement) in _statements)
        {
            if (!statement.InUse)
            {
                statement.Close();
                _statements.Remove(sql);
            }
        }
    }
}
