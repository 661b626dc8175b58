using FhirFax.Store.Content;
using FhirFax.Store.Faxes;
using FhirFax.Store.Queue;
using FhirFax.Store.Sqlite.Content;
using FhirFax.Store.Sqlite.Engine;
using FhirFax.Store.Sqlite.Faxes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace FhirFax.Store.Sqlite;

/// <summary>
/// The embedded store: one SQLite file in WAL mode with <c>synchronous=FULL</c>, documents as files beside it. One thread writes and commits what waits together; any number
/// of readers see the last commit.
/// </summary>
public sealed partial class SqliteStore : IFhirFaxStore, IAsyncDisposable
{
    private const string FileName = "fhirfax.db";
    private const string ContentFolder = "content";
    private readonly DataDirectoryLock _lock;
    private readonly ReaderPool _readers;
    private readonly GroupCommitWriter _writer;
    private readonly ILogger _logger;
    private int _disposed;

    private SqliteStore(DataDirectoryLock directoryLock, Connection connection, SqliteStoreOptions options, string path, TimeProvider timeProvider, ILogger logger)
    {
        _lock = directoryLock;
        _logger = logger;
        var names = new Names();
        _readers = new ReaderPool(
            () => new Tables(new Session(Connection.Open(path, readOnly: true), names, writer: false), timeProvider), options.Readers);
        _writer = new GroupCommitWriter(
            new Tables(new Session(connection, names, writer: true), timeProvider),
            new Checkpointer(connection, Connection.Open(path, readOnly: false), logger), options.Faxes, timeProvider, Raise, logger);
        Content = new FileContentStore(System.IO.Path.Combine(System.IO.Path.GetFullPath(options.Path), ContentFolder), new ContentNames(_readers), timeProvider, logger);
    }

    public event Action<WorkKind>? WorkAvailable;

    public IContentStore Content { get; }

    /// <summary>The version of the native SQLite in use, for the start log.</summary>
    public static string SqliteVersion => NativeSqlite.Version;

    /// <summary>Opens the data directory for this process alone, and makes what is missing in it.</summary>
    /// <param name="logger">Null: nothing is logged.</param>
    /// <exception cref="StoreUnavailableException">Another process uses the directory, or the database cannot be read.</exception>
    /// <exception cref="InvalidOperationException">The data is of a newer FhirFax.</exception>
    public static async Task<SqliteStore> OpenAsync(
        SqliteStoreOptions options, TimeProvider timeProvider, ILogger? logger = null, CancellationToken cancellationToken = default)
    {
        var store = await Task.Run(() => Open(options, timeProvider, logger ?? NullLogger.Instance), cancellationToken);
        try
        {
            await store.RefillFaxesAsync(options.Faxes, cancellationToken);
            return store;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    public Task<T> WriteAsync<T>(Func<IStoreTransaction, CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken) =>
        _writer.WriteAsync(work, cancellationToken);

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        await _readers.ReadAsync(0, static (tables, _) => tables.Work.HasReady(0, DateTimeOffset.MinValue), cancellationToken);
        await _writer.WriteAsync(
            static (transaction, _) =>
            {
                ((SqliteTransaction)transaction).Probe();
                return ValueTask.FromResult(true);
            },
            cancellationToken);
    }

    public async Task<IReadOnlyList<WorkItem>> ClaimAsync(WorkKind kind, DateTimeOffset now, TimeSpan lease, int max, CancellationToken cancellationToken)
    {
        if (max <= 0 || !await _readers.ReadAsync((kind, now), static (tables, key) => tables.Work.HasReady(key.kind, key.now), cancellationToken))
        {
            return [];
        }

        return await _writer.WriteAsync(
            (transaction, _) => ValueTask.FromResult(((SqliteTransaction)transaction).Claim(kind, now, lease, max)), cancellationToken);
    }

    public ValueTask<DateTimeOffset?> NextDueAsync(WorkKind kind, CancellationToken cancellationToken) =>
        _readers.ReadAsync(kind, static (tables, key) => tables.Work.NextReady(key), cancellationToken);

    public Task ReleaseLeasesAsync(CancellationToken cancellationToken) => _writer.WriteAsync(
        static (transaction, _) =>
        {
            ((SqliteTransaction)transaction).ReleaseLeases();
            return ValueTask.FromResult(true);
        },
        cancellationToken);

    /// <summary>Ends the writes accepted so far, waits for running reads, and frees the directory.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await Task.Run(() =>
        {
            _readers.Dispose();
            _writer.Dispose();
            _lock.Dispose();
        });
    }

    private static SqliteStore Open(SqliteStoreOptions options, TimeProvider timeProvider, ILogger logger)
    {
        NativeSqlite.Initialize();
        var folder = System.IO.Path.GetFullPath(options.Path);
        MakeFolder(folder);
        var path = System.IO.Path.Combine(folder, FileName);
        var directoryLock = DataDirectoryLock.Take(options.Path);
        Connection? connection = null;
        try
        {
            connection = Connection.Open(path, readOnly: false);
            if (Schema.IsEarlier(connection))
            {
                LogRearranging(logger);
            }

            Schema.Ensure(connection);
            DurableDirectory.Flush(folder);
            if (options.MaxPages is { } pages)
            {
                connection.Execute($"PRAGMA max_page_count={pages}");
            }

            return new SqliteStore(directoryLock, connection, options, path, timeProvider, logger);
        }
        catch
        {
            connection?.Dispose();
            directoryLock.Dispose();
            throw;
        }
    }

    /// <summary>For its owner only: it holds patients' documents. What exists keeps its rights.</summary>
    private static void MakeFolder(string folder)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        if (System.IO.Path.GetDirectoryName(folder) is { } parent)
        {
            DurableDirectory.Flush(parent);
        }
    }

    private Task RefillFaxesAsync(IFaxProjection? projection, CancellationToken cancellationToken) => projection is null
        ? _writer.WriteAsync(static (transaction, _) => ValueTask.FromResult(FaxRefill.Forget(((SqliteTransaction)transaction).AllTables)), cancellationToken)
        : new FaxRefill(_writer, projection, _logger).RunAsync(cancellationToken);

    private void Raise(WorkKind kind)
    {
        try
        {
            WorkAvailable?.Invoke(kind);
        }
        catch (Exception exception)
        {
            LogSubscriberFailed(_logger, exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The data is of an earlier FhirFax and is rearranged; serving begins when that is done")]
    private static partial void LogRearranging(ILogger logger);

    [LoggerMessage(Level = LogLevel.Error, Message = "A subscriber to available work failed")]
    private static partial void LogSubscriberFailed(ILogger logger, Exception exception);
}
