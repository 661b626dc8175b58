using FhirFax.Fax.Sending.Deliveries;
using FhirFax.Fax.Sending.SentFaxes;
using FhirFax.Fax.Sending.Work;
using FhirFax.Store;
using FhirFax.Store.Faxes;
using FhirFax.Store.Queue;

namespace FhirFax.Fax.Sending.HandOver;

/// <summary>Makes a fax at the carrier that of a doubtful Attempt, outside the worker that looks for it; that worker then finds nothing left to do.</summary>
internal sealed class Adoption(DeliveryLedger ledger)
{
    /// <summary>Inside its caller's transaction, which has seen that the Attempt is in doubt.</summary>
    public async ValueTask ApplyAsync(
        IStoreTransaction transaction, DeliveryRecord delivery, AttemptRecord attempt, string carrierId, CancellationToken cancellationToken)
    {
        await transaction.UpdateAttemptAsync(
            attempt with { Status = AttemptStatus.Accepted, CarrierId = carrierId, Ended = transaction.Now, ErrorCode = null, ErrorText = null }, cancellationToken);
        var isToStop = CancelRequest.IsOn(delivery);
        await ledger.SaveAsync(
            transaction,
            delivery with
            {
                Status = DeliveryStatus.InProgress,
                CarrierId = carrierId,
                Submitted = attempt.Started,
                Deadline = transaction.Now + DeliveryDeadlines.Transmission,
                ErrorCode = isToStop ? delivery.ErrorCode : null,
                ErrorText = isToStop ? delivery.ErrorText : null,
            },
            cancellationToken);
        await transaction.EnqueueAsync(delivery.Project, WorkKind.Track, delivery.Id, transaction.Now, cancellationToken);
    }
}
