using FhirFax.Store;

namespace FhirFax.Server.Startup;

/// <summary>Lets the store remove, every hour, the documents that nothing has named for a day.</summary>
internal sealed partial class ContentSweeper(IFhirFaxStore store, TimeProvider time, ILogger<ContentSweeper> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                var removed = await store.Content.SweepAsync(stoppingToken);
                if (removed > 0)
                {
                    Removed(logger, removed);
                }
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                Failed(logger, exception);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Removed {Count} documents that nothing names any more")]
    private static partial void Removed(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "Removing unused documents failed; it is tried again in an hour")]
    private static partial void Failed(ILogger logger, Exception exception);
}
