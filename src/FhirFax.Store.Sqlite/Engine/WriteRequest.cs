namespace FhirFax.Store.Sqlite.Engine;

/// <summary>One caller's work on its way through the writer.</summary>
internal abstract class WriteRequest
{
    private const int Waiting = 0;
    private const int Started = 1;
    private const int Cancelled = 2;
    private readonly CancellationTokenRegistration _registration;
    private int _state;

    protected WriteRequest(CancellationToken cancellationToken)
    {
        CancellationToken = cancellationToken;
        _registration = cancellationToken.UnsafeRegister(static state => ((WriteRequest)state!).CancelIfWaiting(), this);
    }

    protected CancellationToken CancellationToken { get; }

    /// <summary>False when the caller gave up before it began.</summary>
    public bool TryStart()
    {
        _registration.Unregister();
        return Interlocked.CompareExchange(ref _state, Started, Waiting) == Waiting;
    }

    /// <summary>Runs the work to its end on this thread.</summary>
    public abstract void Run(SqliteTransaction transaction);

    /// <summary>The commit is on disk: gives the caller what <see cref="Run"/> returned.</summary>
    public abstract void Complete();

    public abstract void Fail(Exception exception);

    protected abstract void Cancel();

    private void CancelIfWaiting()
    {
        if (Interlocked.CompareExchange(ref _state, Cancelled, Waiting) == Waiting)
        {
            Cancel();
        }
    }
}

/// <inheritdoc cref="WriteRequest"/>
internal sealed class WriteRequest<T>(Func<IStoreTransaction, CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken)
    : WriteRequest(cancellationToken)
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;

    public Task<T> Task => _completion.Task;

    public override void Run(SqliteTransaction transaction)
    {
        var running = work(transaction, CancellationToken);
        _result = running.IsCompleted ? running.GetAwaiter().GetResult() : running.AsTask().GetAwaiter().GetResult();
    }

    public override void Complete() => _completion.TrySetResult(_result!);

    public override void Fail(Exception exception)
    {
        if (exception is OperationCanceledException canceled)
        {
            _completion.TrySetCanceled(canceled.CancellationToken);
            return;
        }

        _completion.TrySetException(exception);
    }

    protected override void Cancel() => _completion.TrySetCanceled(CancellationToken);
}
