using FhirFax.Fax.Carriers;

namespace FhirFax.Fax.Tests.Receiving;

/// <summary>A carrier as one process sees it that can die before and after each call: the effect at the carrier stays.</summary>
internal sealed class MortalCarrier(ICarrier carrier, Func<Task> step) : ICarrier
{
    public bool IsSandbox => carrier.IsSandbox;

    public string? Trouble(string appId) => carrier.Trouble(appId);

    public Task<ReceivedResult> ListReceivedAsync(CarrierAccount account, ReceivedQuery query, CancellationToken cancellationToken) =>
        CallAsync(() => carrier.ListReceivedAsync(account, query, cancellationToken));

    public Task<ImageResult> FetchImageAsync(CarrierAccount account, string carrierId, Stream destination, long limit, CancellationToken cancellationToken) =>
        CallAsync(() => carrier.FetchImageAsync(account, carrierId, destination, limit, cancellationToken));

    public Task<AcknowledgeResult> AcknowledgeAsync(CarrierAccount account, string carrierId, CancellationToken cancellationToken) =>
        CallAsync(() => carrier.AcknowledgeAsync(account, carrierId, cancellationToken));

    public Task<SubmitResult> SubmitAsync(CarrierAccount account, Submission submission, CancellationToken cancellationToken) =>
        carrier.SubmitAsync(account, submission, cancellationToken);

    public Task<TransmissionResult> GetTransmissionAsync(CarrierAccount account, string carrierId, CancellationToken cancellationToken) =>
        carrier.GetTransmissionAsync(account, carrierId, cancellationToken);

    public Task<CancelResult> CancelAsync(CarrierAccount account, string carrierId, CancellationToken cancellationToken) =>
        carrier.CancelAsync(account, carrierId, cancellationToken);

    public Task<SentResult> ListSentAsync(CarrierAccount account, DateTimeOffset completedSince, CancellationToken cancellationToken) =>
        carrier.ListSentAsync(account, completedSince, cancellationToken);

    public Task<FindResult> FindSubmissionAsync(CarrierAccount account, string reference, DateTimeOffset since, CancellationToken cancellationToken) =>
        carrier.FindSubmissionAsync(account, reference, since, cancellationToken);

    public Task<AccountCheck> CheckAccountAsync(CarrierAccount account, CancellationToken cancellationToken) => carrier.CheckAccountAsync(account, cancellationToken);

    private async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        await step();
        var result = await call();
        await step();
        return result;
    }
}
