using FhirFax.Fax.Carriers;
using FhirFax.Fax.Projects;
using FhirFax.Fax.Sending.Work;
using FhirFax.Store.Faxes;

namespace FhirFax.Fax.Sending.Tracking;

/// <summary>Asks the carrier about, or to stop, one Delivery that it has; each call is bounded in time.</summary>
internal sealed class TransmissionInquiry(ICarrier carrier, IProjectDirectory projects)
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(1);

    private static readonly CarrierFailure NoAccount =
        new(CarrierFailureKind.CredentialsRefused, "The project has no credentials for this mailbox any more.");

    private static readonly CarrierFailure TookTooLong = new(CarrierFailureKind.Unreachable, "The carrier's answer took too long.");

    /// <param name="carrierId">The fax in question: the Delivery's own, or one that is said to be it.</param>
    public async Task<TransmissionResult> AskAsync(DeliveryRecord delivery, string carrierId, CancellationToken cancellationToken)
    {
        if (CarrierAccounts.Of(projects, delivery) is not { } account)
        {
            return new TransmissionResult.Unavailable(NoAccount);
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeLimit);
        try
        {
            return await carrier.GetTransmissionAsync(account, carrierId, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new TransmissionResult.Unavailable(TookTooLong);
        }
    }

    public async Task<CancelResult> CancelAsync(DeliveryRecord delivery, CancellationToken cancellationToken)
    {
        if (CarrierAccounts.Of(projects, delivery) is not { } account)
        {
            return new CancelResult.Unavailable(NoAccount);
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeLimit);
        try
        {
            return await carrier.CancelAsync(account, delivery.CarrierId!, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new CancelResult.Unavailable(TookTooLong);
        }
    }
}
