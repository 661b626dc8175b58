using FhirFax.Fax.Carriers;
using FhirFax.Fax.Projects;
using FhirFax.Fax.Sending.Deliveries;
using FhirFax.Fax.Sending.Work;
using FhirFax.Store;
using FhirFax.Store.Faxes;
using FhirFax.Store.Queue;
using Microsoft.Extensions.Logging;

namespace FhirFax.Fax.Sending.HandOver;

/// <summary>Finds out what became of a doubtful Attempt by asking the carrier for its list, and never by sending (design 7, step 6).</summary>
public sealed class ReconcileWorker : WorkLoop
{
    private const int Parallelism = 2;
    private static readonly TimeSpan LeaseTime = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(4);

    /// <summary>Clocks differ; the listing begins this long before the Attempt.</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromHours(1);

    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    private readonly ICarrier _carrier;
    private readonly IProjectDirectory _projects;
    private readonly DeliverySignal _signal;
    private readonly SendingOptions _options;
    private readonly HandOverTransitions _transitions;

    public ReconcileWorker(
        IFhirFaxStore store,
        ICarrier carrier,
        IProjectDirectory projects,
        DeliveryLedger ledger,
        DeliverySignal signal,
        SendingOptions options,
        TimeProvider clock,
        ILogger<ReconcileWorker> logger)
        : base(store, clock, logger, WorkKind.Reconcile, Parallelism, LeaseTime)
    {
        _carrier = carrier;
        _projects = projects;
        _signal = signal;
        _options = options;
        _transitions = new HandOverTransitions(ledger, options);
    }

    public static CarrierFailure NoAccount { get; } =
        new(CarrierFailureKind.CredentialsRefused, "The project has no credentials for this mailbox any more.");

    /// <summary>From when on the carrier's list is to be read for an Attempt.</summary>
    public static DateTimeOffset ListedSince(AttemptRecord attempt) => attempt.Started - ClockTolerance;

    protected override async Task RunAsync(Lease lease, CancellationToken stopping)
    {
        var item = lease.Item;
        var delivery = await Store.DeliveryAsync(item.Project, item.Subject, stopping);
        var attempts = await Store.AttemptsAsync(item.Project, item.Subject, stopping);
        if (delivery is null || attempts.Live() is not { Status: AttemptStatus.Unknown } attempt)
        {
            // Settled already; or a hand-over is running, which queues this anew should it end in doubt.
            await Store.WriteAsync((transaction, token) => transaction.CompleteAsync(item, token), stopping);
            return;
        }

        var found = await LookAsync(delivery, attempt, stopping);
        await Store.WriteAsync((transaction, token) => RecordAsync(transaction, item, attempt, found, token), stopping);
        _signal.Changed(item.Project, delivery.CommunicationId);
        Logger.LogInformation("Looking for Attempt {Attempt} of Delivery {Delivery}: {Result}", attempt.Id, delivery.Id, found.GetType().Name);
    }

    /// <summary>One listing; where absence counts as proof, and only when the carrier has had time to list it, a second one confirms it.</summary>
    private async Task<FindResult> LookAsync(DeliveryRecord delivery, AttemptRecord attempt, CancellationToken stopping)
    {
        if (CarrierAccounts.Of(_projects, delivery) is not { } account)
        {
            return new FindResult.Unavailable(NoAccount);
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        limit.CancelAfter(TimeLimit);
        var settled = IsSettled(attempt, Clock.GetUtcNow());
        try
        {
            var first = await _carrier.FindSubmissionAsync(account, attempt.Id, ListedSince(attempt), limit.Token);
            return first is FindResult.NotListed && settled
                ? await _carrier.FindSubmissionAsync(account, attempt.Id, ListedSince(attempt), limit.Token) switch
                {
                    FindResult.NotListed => new ProvedAbsent(),
                    var second => second,
                }
                : first;
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return new FindResult.Unavailable(new CarrierFailure(CarrierFailureKind.Unreachable, "The carrier's listing took too long."));
        }
    }

    private ValueTask<bool> RecordAsync(
        IStoreTransaction transaction, WorkItem item, AttemptRecord attempt, FindResult found, CancellationToken cancellationToken)
    {
        var age = transaction.Now - DoubtSince(attempt);
        return found switch
        {
            FindResult.Found match => _transitions.AdoptAsync(transaction, item, attempt.Id, match.CarrierId, cancellationToken),
            ProvedAbsent => _transitions.ProveAbsentAsync(transaction, item, attempt.Id, cancellationToken),
            FindResult.Unavailable unavailable => _transitions.RemainUnknownAsync(
                transaction, item, attempt.Id, false, transaction.Now + Pause(age, unavailable.Failure.RetryAfter), cancellationToken),
            _ => _transitions.RemainUnknownAsync(
                transaction, item, attempt.Id, ask: true, transaction.Now + UntilNextLook(age), cancellationToken),
        };
    }

    private TimeSpan UntilNextLook(TimeSpan age)
    {
        var pause = Pause(age, null);
        var untilSettled = _options.SettlingTime - age;
        return _options.AbsenceIsProof && untilSettled > TimeSpan.Zero && untilSettled < pause ? untilSettled : pause;
    }

    private static TimeSpan Pause(TimeSpan age, TimeSpan? retryAfter)
    {
        var pause = BackOff.Share(age, 0.25, ShortestPause, LongestPause);
        return retryAfter > pause ? retryAfter.Value : pause;
    }

    private bool IsSettled(AttemptRecord attempt, DateTimeOffset now) =>
        _options.AbsenceIsProof && now - DoubtSince(attempt) >= _options.SettlingTime;

    /// <summary>An Attempt that came into doubt has its end set to that moment: nothing of ours went out later.</summary>
    private static DateTimeOffset DoubtSince(AttemptRecord attempt) => attempt.Ended ?? attempt.Started;

    /// <summary>Not listed twice, after the settling time.</summary>
    private sealed record ProvedAbsent : FindResult;
}
