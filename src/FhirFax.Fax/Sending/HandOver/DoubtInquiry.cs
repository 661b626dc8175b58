using FhirFax.Fax.Carriers;
using FhirFax.Fax.Projects;
using FhirFax.Fax.Sending.Deliveries;
using FhirFax.Fax.Sending.Work;
using FhirFax.Store;
using FhirFax.Store.Faxes;
using FhirFax.Store.Queue;

namespace FhirFax.Fax.Sending.HandOver;

/// <summary>
/// Looks for a doubtful Attempt at the carrier because somebody wants to know now, and adopts what it finds. What absence means is left to
/// <see cref="ReconcileWorker"/>, which is called earlier.
/// </summary>
internal sealed class DoubtInquiry(IFhirFaxStore store, ICarrier carrier, IProjectDirectory projects, DeliveryLedger ledger)
{
    private readonly Adoption _adoption = new(ledger);

    /// <summary>Why the carrier could not be asked; null when it was, or there is no doubt.</summary>
    public async Task<CarrierFailure?> AskAsync(DeliveryRecord delivery, CancellationToken cancellationToken)
    {
        var attempts = await store.AttemptsAsync(delivery.Project, delivery.Id, cancellationToken);
        if (attempts.Live() is not { Status: AttemptStatus.Unknown } attempt)
        {
            return null;
        }

        if (CarrierAccounts.Of(projects, delivery) is not { } account)
        {
            return ReconcileWorker.NoAccount;
        }

        switch (await carrier.FindSubmissionAsync(account, attempt.Id, ReconcileWorker.ListedSince(attempt), cancellationToken))
        {
            case FindResult.Unavailable unavailable:
                return unavailable.Failure;
            case FindResult.Found found:
                await store.WriteAsync((transaction, token) => AdoptAsync(transaction, delivery, attempt.Id, found.CarrierId, token), cancellationToken);
                return null;
            default:
                await store.WriteAsync((transaction, token) => NudgeAsync(transaction, delivery, token), cancellationToken);
                return null;
        }
    }

    private async ValueTask<bool> AdoptAsync(
        IStoreTransaction transaction, DeliveryRecord delivery, string attemptId, string carrierId, CancellationToken cancellationToken)
    {
        var current = await transaction.DeliveryAsync(delivery.Project, delivery.Id, cancellationToken);
        var attempts = await transaction.AttemptsAsync(delivery.Project, delivery.Id, cancellationToken);
        if (current is null || attempts.Live() is not { Status: AttemptStatus.Unknown } live || live.Id != attemptId)
        {
            return false;
        }

        await _adoption.ApplyAsync(transaction, current, live, carrierId, cancellationToken);
        return true;
    }

    private static async ValueTask<bool> NudgeAsync(IStoreTransaction transaction, DeliveryRecord delivery, CancellationToken cancellationToken)
    {
        await transaction.NudgeAsync(delivery.Project, WorkKind.Reconcile, delivery.Id, transaction.Now, cancellationToken);
        return true;
    }
}
