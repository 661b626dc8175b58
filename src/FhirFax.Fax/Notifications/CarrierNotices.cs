using System.Threading.Channels;
using FhirFax.Fax.Carriers;
using FhirFax.Fax.Mailboxes;
using FhirFax.Fax.Projects;
using FhirFax.Fax.Receiving;
using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Search;
using FhirFax.Store;
using FhirFax.Store.Faxes;
using FhirFax.Store.Queue;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FhirFax.Fax.Notifications;

/// <summary>
/// Follows up what the carrier notifies of. A notification is a nudge and nothing more (efax-corporate-api.md 10): it brings the next poll forward, and whatever it says is
/// asked of the carrier. One that is lost, repeated, forged or dropped costs time or a poll, never a fax.
/// </summary>
public sealed class CarrierNotices(
    IProjectDirectory projects, IFhirFaxStore store, MailboxResolver mailboxes, MailboxImports imports, TimeProvider clock, ILogger<CarrierNotices> logger)
    : BackgroundService
{
    /// <summary>No fax, and no App ID's mailboxes, are asked about more often because of notifications.</summary>
    private static readonly TimeSpan Spacing = TimeSpan.FromSeconds(5);

    private const int MostWaiting = 1000;
    private const int MostRemembered = 10_000;

    private readonly Channel<CarrierNotice> _waiting = Channel.CreateBounded<CarrierNotice>(
        new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private readonly Dictionary<string, DateTimeOffset> _asked = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lock _gate = new();

    /// <summary>App IDs whose mailboxes are to be read; and those for which a run is under way, which sees to that.</summary>
    private readonly HashSet<string> _due = new(StringComparer.Ordinal);
    private readonly HashSet<string> _running = new(StringComparer.Ordinal);

    /// <summary>Takes a notification; returns at once. More than can wait are dropped: the polls come anyway.</summary>
    public void Post(CarrierNotice notice) => _waiting.Writer.TryWrite(notice);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var notice in _waiting.Reader.ReadAllAsync(stoppingToken))
            {
                await FollowAsync(notice, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops; the runs that were begun are the imports' own.
        }
    }

    private async Task FollowAsync(CarrierNotice notice, CancellationToken cancellationToken)
    {
        try
        {
            if (notice.CarrierId is { } carrierId && await FindAsync(notice.AppId, carrierId, cancellationToken) is { } delivery)
            {
                await NudgeAsync(delivery, carrierId, cancellationToken);
            }
            else
            {
                Import(notice.AppId, cancellationToken);
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            logger.LogError(exception, "A notification could not be followed up; the next poll finds what it was about");
        }
    }

    /// <summary>The Delivery that the carrier has under this id; null when it is no sent fax, or none yet: the notification may outrun the answer to the hand-over.</summary>
    private async Task<DeliveryRecord?> FindAsync(string appId, string carrierId, CancellationToken cancellationToken)
    {
        var query = new SearchQuery
        {
            ResourceType = "Communication",
            // A UUID is the same in either case, an identifier is not.
            Filters =
            [
                new SearchFilter.Parameter("identifier", SearchParameterType.Token,
                [
                    new SearchValue.Token(FaxUrls.EFaxIdentifier, carrierId),
                    new SearchValue.Token(FaxUrls.EFaxIdentifier, carrierId.ToUpperInvariant()),
                ]),
            ],
        };
        foreach (var project in projects.All)
        {
            if (project.Secrets?.AppId != appId)
            {
                continue;
            }

            foreach (var communication in (await store.SearchAsync(project.Key, query, cancellationToken)).Resources)
            {
                foreach (var delivery in await store.DeliveriesAsync(project.Key, communication.Key.Id, cancellationToken))
                {
                    if (carrierId.Equals(delivery.CarrierId, StringComparison.OrdinalIgnoreCase))
                    {
                        return delivery;
                    }
                }
            }
        }

        return null;
    }

    private async Task NudgeAsync(DeliveryRecord delivery, string carrierId, CancellationToken cancellationToken)
    {
        if (delivery.IsTerminal)
        {
            return;
        }

        var now = clock.GetUtcNow();
        var dueAt = _asked.TryGetValue(carrierId, out var before) && before + Spacing > now ? before + Spacing : now;
        if (_asked.Count >= MostRemembered)
        {
            _asked.Clear();
        }

        _asked[carrierId] = dueAt;
        await store.WriteAsync(
            async (transaction, token) =>
            {
                await transaction.NudgeAsync(delivery.Project, WorkKind.Track, delivery.Id, dueAt, token);
                return true;
            },
            cancellationToken);
    }

    private void Import(string appId, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _due.Add(appId);
            if (_running.Add(appId))
            {
                _ = ImportAllAsync(appId, cancellationToken);
            }
        }
    }

    /// <summary>Reads the mailboxes for as long as notifications come, each time for all that came meanwhile.</summary>
    private async Task ImportAllAsync(string appId, CancellationToken cancellationToken)
    {
        await Task.Yield();
        while (TryBegin(appId))
        {
            try
            {
                await ImportAsync(appId, cancellationToken);
                await Task.Delay(Spacing, clock, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                logger.LogError(exception, "The mailboxes could not be read after a notification; the timer does it");
            }
        }
    }

    private bool TryBegin(string appId)
    {
        lock (_gate)
        {
            if (_due.Remove(appId))
            {
                return true;
            }

            _running.Remove(appId);
            return false;
        }
    }

    private async Task ImportAsync(string appId, CancellationToken cancellationToken)
    {
        foreach (var target in await TargetsAsync(appId, cancellationToken))
        {
            var outcome = await imports.Join(target, new ImportProgress(isCall: false)).WaitAsync(cancellationToken);
            if (outcome.Failure is { } failure)
            {
                logger.LogWarning("A mailbox of project {Project} could not be read after a notification: {Kind}", target.Project, failure.Kind);
            }
        }
    }

    private async Task<IReadOnlyCollection<ImportTarget>> TargetsAsync(string appId, CancellationToken cancellationToken)
    {
        var targets = new Dictionary<MailboxKey, ImportTarget>();
        foreach (var project in projects.All)
        {
            if (project.Secrets?.AppId != appId)
            {
                continue;
            }

            Add(project, await mailboxes.ResolveDefaultAsync(project, cancellationToken));
            foreach (var mailbox in await store.MailboxesAsync(project.Key, cancellationToken))
            {
                Add(project, await mailboxes.ResolveClaimedAsync(project, mailbox, cancellationToken));
            }
        }

        return targets.Values;

        void Add(FaxProject project, MailboxResolution resolution)
        {
            if (resolution is MailboxResolution.Resolved resolved)
            {
                targets[resolved.Account.Mailbox] = new ImportTarget(project.Key, resolved.Account, Receiver: null);
            }
        }
    }
}
