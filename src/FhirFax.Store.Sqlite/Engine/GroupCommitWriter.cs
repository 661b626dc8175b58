using System.Diagnostics;
using System.Threading.Channels;
using FhirFax.Store.Faxes;
using FhirFax.Store.Queue;
using Microsoft.Extensions.Logging;

namespace FhirFax.Store.Sqlite.Engine;

/// <summary>
/// The only writer. It takes everything that waits into one physical transaction, each work under a savepoint of its own, flushes once, and only then answers its callers:
/// the cost of a flush is shared, its promise is not weakened.
/// </summary>
internal sealed partial class GroupCommitWriter : IDisposable
{
    private const int MaxWaiting = 4096;
    private const int MaxBatch = 256;
    private const int MaxRuns = 16;
    private static readonly TimeSpan MaxBatchTime = TimeSpan.FromMilliseconds(25);
    private readonly Channel<WriteRequest> _waiting = Channel.CreateBounded<WriteRequest>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private readonly Tables _tables;
    private readonly IFaxProjection? _faxes;
    private readonly TimeProvider _timeProvider;
    private readonly Action<WorkKind> _workAvailable;
    private readonly ILogger _logger;
    private readonly Thread _thread;
    private readonly List<WriteRequest> _ended = [];
    private readonly HashSet<WorkKind> _available = [];

    public GroupCommitWriter(Tables tables, IFaxProjection? faxes, TimeProvider timeProvider, Action<WorkKind> workAvailable, ILogger logger)
    {
        _tables = tables;
        _faxes = faxes;
        _timeProvider = timeProvider;
        _workAvailable = workAvailable;
        _logger = logger;
        _thread = new Thread(Loop) { IsBackground = true, Name = "FhirFax store writer" };
        _thread.Start();
    }

    private Connection Connection => _tables.Session.Connection;

    /// <exception cref="ObjectDisposedException">The store is closing.</exception>
    public Task<T> WriteAsync<T>(Func<IStoreTransaction, CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }

        var request = new WriteRequest<T>(work, cancellationToken);
        return _waiting.Writer.TryWrite(request) ? request.Task : WaitToWriteAsync(request, cancellationToken);
    }

    /// <summary>Ends what was accepted, then stops.</summary>
    public void Dispose()
    {
        _waiting.Writer.TryComplete();
        _thread.Join();
        _tables.Dispose();
    }

    private async Task<T> WaitToWriteAsync<T>(WriteRequest<T> request, CancellationToken cancellationToken)
    {
        try
        {
            await _waiting.Writer.WriteAsync(request, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(SqliteStore));
        }

        return await request.Task;
    }

    private void Loop()
    {
        var reader = _waiting.Reader;
        while (WaitForWork(reader))
        {
            try
            {
                Commit(reader);
            }
            catch (Exception exception)
            {
                LogCommitFailed(_logger, exception);
                RollBack();
                FailAll(exception);
            }
            finally
            {
                _ended.Clear();
                _available.Clear();
            }
        }
    }

    private static bool WaitForWork(ChannelReader<WriteRequest> reader)
    {
        var wait = reader.WaitToReadAsync();
        return wait.IsCompleted ? wait.GetAwaiter().GetResult() : wait.AsTask().GetAwaiter().GetResult();
    }

    private void Commit(ChannelReader<WriteRequest> reader)
    {
        var begun = false;
        var start = Stopwatch.GetTimestamp();
        while (_ended.Count < MaxBatch && (!begun || Stopwatch.GetElapsedTime(start) < MaxBatchTime) && reader.TryRead(out var request))
        {
            if (!request.TryStart())
            {
                continue;
            }

            _ended.Add(request);
            if (!begun)
            {
                Connection.Run("BEGIN IMMEDIATE");
                begun = true;
            }

            if (!TryRun(request))
            {
                _ended.Remove(request);
            }
        }

        if (!begun)
        {
            return;
        }

        Connection.Run("COMMIT");
        _tables.Session.Publish();
        foreach (var request in _ended)
        {
            request.Complete();
        }

        Announce();
    }

    /// <summary>False when the work failed by itself: its caller knows, and the others are not touched. Throws when the whole transaction is lost.</summary>
    private bool TryRun(WriteRequest request)
    {
        var now = Now();
        Connection.Run("SAVEPOINT work");
        for (var run = 1; ; run++)
        {
            var transaction = new SqliteTransaction(_tables, now, _faxes);
            var failure = Run(request, transaction);
            if (Connection.AutoCommit)
            {
                throw failure ?? new StoreUnavailableException("The transaction was ended from within.");
            }

            if (transaction.MustBeLaterThan is { } later && run < MaxRuns)
            {
                UndoWork();
                now = later + Instants.MicrosecondsPerMillisecond;
                continue;
            }

            if (failure is null && !transaction.IsAbandoned)
            {
                _available.UnionWith(transaction.Available);
            }
            else
            {
                UndoWork();
            }

            Connection.Run("RELEASE work");
            if (failure is not null)
            {
                request.Fail(failure);
            }

            return failure is null;
        }
    }

    private Exception? Run(WriteRequest request, SqliteTransaction transaction)
    {
        Connection.TakeFailure();
        try
        {
            request.Run(transaction);
            if (!transaction.IsAbandoned)
            {
                transaction.ProjectFaxes();
            }

            // An error that the work swallowed has left half an operation behind.
            return Connection.TakeFailure();
        }
        catch (Exception exception)
        {
            Connection.TakeFailure();
            return exception;
        }
        finally
        {
            transaction.End();
        }
    }

    private void UndoWork()
    {
        Connection.Run("ROLLBACK TO work");
        _tables.Session.Forget();
    }

    private void RollBack()
    {
        _tables.Session.Forget();
        if (Connection.AutoCommit)
        {
            return;
        }

        try
        {
            Connection.Run("ROLLBACK");
        }
        catch (Exception exception)
        {
            LogCommitFailed(_logger, exception);
        }
        finally
        {
            Connection.TakeFailure();
        }
    }

    private void FailAll(Exception exception)
    {
        foreach (var request in _ended)
        {
            request.Fail(exception);
        }
    }

    private long Now()
    {
        var microseconds = _timeProvider.GetUtcNow().ToMicroseconds();
        return microseconds - (microseconds % Instants.MicrosecondsPerMillisecond);
    }

    private void Announce()
    {
        foreach (var kind in _available)
        {
            // Not on this thread: a subscriber that waits for the store would wait for itself.
            ThreadPool.QueueUserWorkItem(static state => state.Callback(state.Kind), (Callback: _workAvailable, Kind: kind), preferLocal: false);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A commit failed; nothing of it was kept")]
    private static partial void LogCommitFailed(ILogger logger, Exception exception);
}
