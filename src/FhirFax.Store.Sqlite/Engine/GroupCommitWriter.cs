using System.Diagnostics;
using System.Threading.Channels;
using FhirFax.Store.Faxes;
using FhirFax.Store.Queue;
using Microsoft.Extensions.Logging;

namespace FhirFax.Store.Sqlite.Engine;

/// <summary>
/// The only writer. It takes everything that waits into one physical transaction, flushes once, and only then answers its callers: the cost of a flush is shared, its promise is
/// not weakened.
/// </summary>
internal sealed partial class GroupCommitWriter : IDisposable
{
    private const int MaxWaiting = 4096;
    private const int MaxBatch = 256;
    private static readonly TimeSpan MaxBatchTime = TimeSpan.FromMilliseconds(25);
    private readonly Channel<WriteRequest> _waiting = Channel.CreateBounded<WriteRequest>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private readonly Tables _tables;
    private readonly WriteBatch _batch;
    private readonly Checkpointer _checkpointer;
    private readonly Action<WorkKind> _workAvailable;
    private readonly ILogger _logger;
    private readonly Thread _thread;

    /// <param name="tables">Disposed with it, as is the checkpointer.</param>
    public GroupCommitWriter(
        Tables tables, Checkpointer checkpointer, IFaxProjection? faxes, TimeProvider timeProvider, Action<WorkKind> workAvailable, ILogger logger)
    {
        _tables = tables;
        _checkpointer = checkpointer;
        _batch = new WriteBatch(tables, faxes, timeProvider);
        _workAvailable = workAvailable;
        _logger = logger;
        _thread = new Thread(Loop) { IsBackground = true, Name = "FhirFax store writer" };
        _thread.Start();
    }

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
        _checkpointer.Dispose();
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
                RollBack(exception);
            }
            finally
            {
                _batch.Clear();
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
        var start = Stopwatch.GetTimestamp();
        while (_batch.Count < MaxBatch && (!_batch.HasBegun || Stopwatch.GetElapsedTime(start) < MaxBatchTime) && reader.TryRead(out var request))
        {
            if (request.TryStart())
            {
                _batch.Run(request);
            }
        }

        if (_batch.HasBegun)
        {
            _batch.Commit();
            Announce();
            _checkpointer.Committed();
        }
    }

    private void RollBack(Exception failure)
    {
        try
        {
            _batch.Fail(failure);
        }
        catch (Exception exception)
        {
            LogCommitFailed(_logger, exception);
        }
    }

    private void Announce()
    {
        foreach (var kind in _batch.Available)
        {
            // Not on this thread: a subscriber that waits for the store would wait for itself.
            ThreadPool.QueueUserWorkItem(static state => state.Callback(state.Kind), (Callback: _workAvailable, Kind: kind), preferLocal: false);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A commit failed; nothing of it was kept")]
    private static partial void LogCommitFailed(ILogger logger, Exception exception);
}
