using FhirFax.Store;
using FhirFax.Store.Faxes;
using FhirFax.Testing.Decorators;

namespace FhirFax.ProbedServer.Probes;

/// <summary>Notes what a transaction changes, and reports the steps that lie before its commit.</summary>
internal sealed class ProbedTransaction(IStoreTransaction inner, Probe probe) : TransactionDecorator(inner)
{
    private readonly List<Step> _steps = [];

    /// <summary>What is true once it is committed.</summary>
    public IReadOnlyList<Step> Steps => _steps;

    public override void Abandon()
    {
        _steps.Clear();
        base.Abandon();
    }

    public override ValueTask AddDeliveryAsync(DeliveryRecord delivery, CancellationToken cancellationToken)
    {
        _steps.Add(Step.SendCommitted);
        return base.AddDeliveryAsync(delivery, cancellationToken);
    }

    public override async ValueTask<bool> AddAttemptAsync(AttemptRecord attempt, CancellationToken cancellationToken)
    {
        var isAdded = await base.AddAttemptAsync(attempt, cancellationToken);
        probe.Reach(Step.AttemptWritten);
        return isAdded;
    }

    public override async ValueTask UpdateAttemptAsync(AttemptRecord attempt, CancellationToken cancellationToken)
    {
        await base.UpdateAttemptAsync(attempt, cancellationToken);
        switch (attempt.Status)
        {
            case AttemptStatus.Accepted:
                _steps.Add(Step.AcceptedCommitted);
                break;
            case AttemptStatus.Unknown:
                _steps.Add(Step.DoubtCommitted);
                break;
            case AttemptStatus.ProvedAbsent:
                _steps.Add(Step.AbsenceCommitted);
                break;
            case AttemptStatus.Completed or AttemptStatus.Failed or AttemptStatus.Cancelled:
                probe.Reach(Step.StatusWritten);
                _steps.Add(Step.StatusCommitted);
                break;
        }
    }

    public override ValueTask<bool> TryAddInboxAsync(InboxRecord record, CancellationToken cancellationToken)
    {
        _steps.Add(Step.RowCommitted);
        return base.TryAddInboxAsync(record, cancellationToken);
    }

    public override async ValueTask UpdateInboxAsync(InboxRecord record, CancellationToken cancellationToken)
    {
        await base.UpdateInboxAsync(record, cancellationToken);
        switch (record.Status)
        {
            case InboxStatus.Stored:
                probe.Reach(Step.StoredWritten);
                _steps.Add(Step.StoredCommitted);
                break;
            case InboxStatus.Acknowledged:
                _steps.Add(Step.SettledCommitted);
                break;
        }
    }

    public override ValueTask SetWatermarkAsync(MailboxKey mailbox, DateTimeOffset watermark, CancellationToken cancellationToken)
    {
        _steps.Add(Step.WatermarkCommitted);
        return base.SetWatermarkAsync(mailbox, watermark, cancellationToken);
    }
}
