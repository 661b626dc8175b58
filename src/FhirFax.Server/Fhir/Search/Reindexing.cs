using System.Globalization;
using FhirFax.Fhir.Json;
using FhirFax.Fhir.Search;
using FhirFax.Store;
using FhirFax.Store.Resources;

namespace FhirFax.Server.Fhir.Search;

/// <summary>
/// After an upgrade that finds resources by more than before: indexes what is stored again, in the background and in small batches, while everything is served. A process that
/// ends on the way is no matter; the next goes on.
/// </summary>
internal sealed partial class Reindexing(IFhirFaxStore store, SearchIndexer indexer, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<Reindexing> logger) : BackgroundService
{
    private const int Batch = 100;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(1);
    private ReindexingProgress _progress;

    /// <summary>A sentence for readiness while it goes on; null when every resource is found by everything.</summary>
    public string? Trouble => _progress is { IsComplete: false } progress
        ? string.Create(CultureInfo.InvariantCulture, $"Resources are indexed again: {progress.Done} of {progress.Last} so far. Searches by what is new may miss the others.")
        : null;

    /// <summary>Notes what is to be done; before anything is written at this start.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken) => _progress = await store.BeginReindexingAsync(indexer.Version, cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_progress.IsComplete)
        {
            return;
        }

        // References below our own addresses are known for what they are only when we listen.
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        Begun(logger, _progress.Done, _progress.Last);
        while (!_progress.IsComplete)
        {
            try
            {
                _progress = await store.ReindexAsync(indexer.Version, Index, Batch, stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                Failed(logger, exception);
                await Task.Delay(RetryAfter, time, stoppingToken);
            }
        }

        Done(logger);
    }

    /// <summary>Null of what cannot be read: what it was found by stays.</summary>
    private IReadOnlyList<IndexEntry>? Index(StoredResource resource)
    {
        if (!ResourceDocument.TryParse(resource.Utf8, out var document, out _))
        {
            return null;
        }

        using (document)
        {
            return indexer.Index(document);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Resources are found by more than before: indexing those that are stored again, from {Done} to {Last}; searches by what is new may miss some until then")]
    private static partial void Begun(ILogger logger, long done, long last);

    [LoggerMessage(Level = LogLevel.Information, Message = "All resources are indexed again")]
    private static partial void Done(ILogger logger);

    [LoggerMessage(Level = LogLevel.Error, Message = "Indexing resources again failed; it is tried again in a minute")]
    private static partial void Failed(ILogger logger, Exception exception);
}
