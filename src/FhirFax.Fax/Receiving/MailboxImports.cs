using System.Collections.Concurrent;
using FhirFax.Fax.Carriers;
using FhirFax.Fax.Resources;
using FhirFax.Fax.Tasks;
using FhirFax.Store;
using FhirFax.Store.Faxes;
using Microsoft.Extensions.Logging;

namespace FhirFax.Fax.Receiving;

/// <summary>
/// Imports mailboxes, each by one run at a time within this process, for calls and timer alike. A run outlives the call that began it. That each fax becomes exactly one
/// Communication does not rest on this, but on the inbox rows of the store alone.
/// </summary>
public sealed class MailboxImports : IAsyncDisposable
{
    private readonly ConcurrentDictionary<MailboxKey, MailboxLane> _lanes = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly MailboxImport _import;
    private readonly ILogger<MailboxImports> _logger;

    /// <param name="clock">The start of the process is when this is made: from there the first listing reaches back.</param>
    public MailboxImports(
        IFhirFaxStore store, ICarrier carrier, ResourcePreparer preparer, FaxTasks tasks, ReceivingOptions options, TimeProvider clock, ILogger<MailboxImports> logger)
    {
        _logger = logger;
        var since = options.Since ?? clock.GetUtcNow().AddHours(-24);
        _import = new MailboxImport(
            store,
            carrier,
            new InboxLedger(store, carrier, since, clock),
            new ReceivedDocumentFetch(store.Content, carrier, options.MaxImageBytes),
            new InboundFiling(store, new InboundParties(store, clock, options.DefaultCountryCode), preparer, tasks, carrier.IsSandbox),
            clock,
            logger);
    }

    /// <summary>Begins a run over the mailbox, or joins what is under way.</summary>
    /// <param name="progress">Filled with what comes in from now on and no earlier call answers with.</param>
    /// <returns>The end of a run whose listing began after this call.</returns>
    public Task<ImportOutcome> Join(ImportTarget target, ImportProgress progress)
    {
        ObjectDisposedException.ThrowIf(_stopping.IsCancellationRequested, this);
        return _lanes.GetOrAdd(target.Account.Mailbox, _ => new MailboxLane(RunAsync)).Join(target, progress);
    }

    /// <summary>Stops the runs; what they leave undone is resumed from the inbox rows.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        foreach (var lane in _lanes.Values)
        {
            await lane.DrainAsync();
        }
    }

    private async Task<ImportOutcome> RunAsync(ImportRun run)
    {
        try
        {
            return await _import.RunAsync(run, _stopping.Token);
        }
        catch (Exception exception) when (!_stopping.IsCancellationRequested)
        {
            _logger.LogError(exception, "An import for project {Project} broke off; it is resumed from the inbox", run.Target.Project);
            throw;
        }
    }
}
