using FhirFax.Fax.Carriers;
using FhirFax.Fax.Projects;
using FhirFax.Fax.Sending.Deliveries;
using FhirFax.Fax.Sending.Work;
using FhirFax.Store;
using FhirFax.Store.Content;
using FhirFax.Store.Faxes;
using FhirFax.Store.Queue;
using Microsoft.Extensions.Logging;

namespace FhirFax.Fax.Sending.HandOver;

/// <summary>Hands queued Deliveries over to the carrier: the Attempt is durable before the first byte goes out, and none is ever sent twice (design 7, step 6).</summary>
public sealed class HandOverWorker : WorkLoop
{
    private const int Parallelism = 16;

    /// <summary>How long one hand-over may take, 100 MB over a slow line included; then its outcome counts as unknown.</summary>
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(10);

    /// <summary>Long enough to begin a hand-over some minutes after the claim and still end it before anybody may take it over.</summary>
    private static readonly TimeSpan LeaseTime = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    private static readonly CarrierFailure DocumentUnreadable = new(CarrierFailureKind.Unreachable, "A document of it cannot be read from the store.");

    private readonly ICarrier _carrier;
    private readonly IProjectDirectory _projects;
    private readonly DeliverySignal _signal;
    private readonly HandOverTransitions _transitions;

    /// <summary>What goes out at one time, from the queue and past it.</summary>
    private readonly SemaphoreSlim _slots = new(Parallelism, Parallelism);
    private volatile bool _isRunning;

    public HandOverWorker(
        IFhirFaxStore store,
        ICarrier carrier,
        IProjectDirectory projects,
        DeliveryLedger ledger,
        DeliverySignal signal,
        SendingOptions options,
        TimeProvider clock,
        ILogger<HandOverWorker> logger)
        : base(store, clock, logger, WorkKind.Submit, Parallelism, LeaseTime)
    {
        _carrier = carrier;
        _projects = projects;
        _signal = signal;
        _transitions = new HandOverTransitions(ledger, options);
    }

    /// <summary>
    /// A place for a Delivery that is not committed yet: its Attempt is committed with it, and it goes out without passing through the queue. Null while all are taken,
    /// and when the host does not run: then it is queued.
    /// </summary>
    internal HandOverSlot? TryTakeSlot()
    {
        if (!_isRunning || !_slots.Wait(0, CancellationToken.None))
        {
            return null;
        }

        if (_isRunning)
        {
            return new HandOverSlot(_slots, Clock, LeaseTime);
        }

        _slots.Release();
        return null;
    }

    /// <summary>Hands over what was committed under a slot, and gives that back.</summary>
    internal Task RunAsync(HandOverSlot slot, WorkItem item, HandOver begun) => Task.Run(async () =>
    {
        using (slot)
        {
            var lease = slot.LeaseOf(item);
            await GuardAsync(lease, () => HandOverAsync(lease, begun), CancellationToken.None);
        }
    });

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _isRunning = true;
        try
        {
            await base.ExecuteAsync(stoppingToken);
        }
        finally
        {
            // Whoever holds a slot is on the way to the carrier: that is not torn apart.
            _isRunning = false;
            for (var taken = 0; taken < Parallelism; taken++)
            {
                await _slots.WaitAsync(CancellationToken.None);
            }

            _slots.Release(Parallelism);
        }
    }

    protected override async Task RunAsync(Lease lease, CancellationToken stopping)
    {
        await _slots.WaitAsync(stopping);
        try
        {
            await BeginAsync(lease, stopping);
        }
        finally
        {
            _slots.Release();
        }
    }

    private async Task BeginAsync(Lease lease, CancellationToken stopping)
    {
        var item = lease.Item;
        if (await BlockedAsync(item, stopping))
        {
            return;
        }

        // Once the Attempt is committed nothing may be torn apart any more: from here on only time limits end it.
        stopping.ThrowIfCancellationRequested();
        var begun = await Store.WriteAsync((transaction, token) => _transitions.BeginAsync(transaction, item, token), CancellationToken.None);
        if (begun is null)
        {
            return;
        }

        _signal.Changed(item.Project, begun.Delivery.CommunicationId);
        await HandOverAsync(lease, begun);
    }

    private async Task HandOverAsync(Lease lease, HandOver begun)
    {
        var item = lease.Item;
        var result = await SubmitAsync(lease, begun);
        var isCurrent = await Store.WriteAsync(
            (transaction, token) => _transitions.SettleAsync(transaction, item, begun.Attempt.Id, result, token), CancellationToken.None);
        _signal.Changed(item.Project, begun.Delivery.CommunicationId);
        Logger.LogInformation("Attempt {Attempt} of Delivery {Delivery}: {Result}", begun.Attempt.Id, begun.Delivery.Id, result.GetType().Name);
        if (!isCurrent && result is SubmitResult.Accepted)
        {
            Logger.LogCritical("Attempt {Attempt} of Delivery {Delivery} was accepted after it had been settled otherwise", begun.Attempt.Id, begun.Delivery.Id);
        }
    }

    private async Task<SubmitResult> SubmitAsync(Lease lease, HandOver begun)
    {
        var account = CarrierAccounts.Of(_projects, begun.Delivery);
        if (account is null)
        {
            return new SubmitResult.NotSent(new CarrierFailure(CarrierFailureKind.CredentialsRefused, "The project has no credentials for this mailbox any more."));
        }

        var submission = new Submission
        {
            Reference = begun.Attempt.Id,
            Number = begun.Delivery.Number,
            Documents = [.. begun.Delivery.Documents.Select(document => Open(begun.Delivery, document))],
            MayStillSend = () => lease.Left >= TimeLimit + Margin,
        };
        using var limit = new CancellationTokenSource(TimeLimit, Clock);
        try
        {
            return await _carrier.SubmitAsync(account, submission, limit.Token);
        }
        catch (Exception exception)
        {
            // Whatever broke, it may have broken after the bytes went out.
            Logger.LogError(exception, "The hand-over of Attempt {Attempt} broke off", begun.Attempt.Id);
            return new SubmitResult.Unknown(new CarrierFailure(CarrierFailureKind.Unreachable, "The hand-over broke off."));
        }
    }

    private SubmissionDocument Open(DeliveryRecord delivery, PinnedDocument document) =>
        new(document.Type, document.Size, async token => await Store.Content.OpenAsync(delivery.Project, document.Hash, token) switch
        {
            ContentRead.Available available => available.Stream,
            _ => throw new IOException("A pinned document cannot be read."),
        });

    /// <summary>Whether it cannot go out for a reason of our own, so that no Attempt is begun: a document that cannot be read now.</summary>
    private async Task<bool> BlockedAsync(WorkItem item, CancellationToken cancellationToken)
    {
        var delivery = await Store.DeliveryAsync(item.Project, item.Subject, cancellationToken);
        if (delivery is not { Status: DeliveryStatus.Queued })
        {
            return false;
        }

        foreach (var document in delivery.Documents)
        {
            var content = await Store.Content.OpenAsync(delivery.Project, document.Hash, cancellationToken);
            if (content is ContentRead.Available available)
            {
                await available.Stream.DisposeAsync();
                continue;
            }

            Logger.LogError("Delivery {Delivery} waits: its document {Hash} cannot be read", delivery.Id, document.Hash);
            await Store.WriteAsync((transaction, token) => _transitions.HoldBackAsync(transaction, item, DocumentUnreadable, token), cancellationToken);
            return true;
        }

        return false;
    }
}
