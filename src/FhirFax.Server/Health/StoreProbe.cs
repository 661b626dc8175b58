using FhirFax.Store;

namespace FhirFax.Server.Health;

/// <summary>Whether the store can be read and written. The proof costs a write, so it is made one at a time, and kept for a few seconds however often it is asked for.</summary>
/// <param name="check"><see cref="IFhirFaxStore.CheckAsync"/>.</param>
internal sealed partial class StoreProbe(Func<CancellationToken, Task> check, TimeProvider time, ILogger<StoreProbe> logger)
{
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);
    private readonly Lock _lock = new();
    private Task<string?>? _running;
    private Task? _proof;
    private string? _trouble;
    private DateTimeOffset _end = DateTimeOffset.MinValue;

    /// <summary>What stands in the way, in one sentence; null when nothing does.</summary>
    public Task<string?> TroubleAsync(CancellationToken cancellationToken)
    {
        Task<string?> running;
        lock (_lock)
        {
            if (_running is null && time.GetUtcNow() < _end)
            {
                return Task.FromResult(_trouble);
            }

            running = _running ??= Task.Run(ProveAsync, CancellationToken.None);
        }

        return running.WaitAsync(cancellationToken);
    }

    private async Task<string?> ProveAsync()
    {
        string? trouble = null;
        try
        {
            // One that has not ended is waited for again: a store that hangs is not given more to do.
            _proof = _proof is { IsCompleted: false } ? _proof : check(CancellationToken.None);
            await _proof.WaitAsync(Limit, time);
        }
        catch (TimeoutException)
        {
            TimedOut(logger, Limit.TotalSeconds);
            trouble = "The store does not answer.";
        }
        catch (Exception exception)
        {
            Failed(logger, exception);
            trouble = exception is StoreUnavailableException ? "The store cannot be written to: is the disk full or read-only?" : "The store does not answer.";
        }

        lock (_lock)
        {
            (_trouble, _end, _running) = (trouble, time.GetUtcNow() + Kept, null);
        }

        return trouble;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The store cannot be read or written", EventName = "StoreProbeFailed")]
    private static partial void Failed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "The store has not answered within {Seconds} s", EventName = "StoreProbeTimedOut")]
    private static partial void TimedOut(ILogger logger, double seconds);
}
