using FhirFax.Fax.Carriers;

namespace FhirFax.ProbedServer.Parts;

/// <summary>A carrier that does what another does; what derives from it differs in one thing.</summary>
internal abstract class CarrierDecorator(ICarrier inner) : ICarrier
{
    public bool IsSandbox => inner.IsSandbox;

    public string? Trouble(string appId) => inner.Trouble(appId);

    public virtual Task<SubmitResult> SubmitAsync(CarrierAccount account, Submission submission, CancellationToken cancellationToken) =>
        inner.SubmitAsync(account, submission, cancellationToken);

    public virtual Task<TransmissionResult> GetTransmissionAsync(CarrierAccount account, string carrierId, CancellationToken cancellationToken) =>
        inner.GetTransmissionAsync(account, carrierId, cancellationToken);

    public virtual Task<CancelResult> CancelAsync(CarrierAccount account, string carrierId, CancellationToken cancellationToken) =>
        inner.CancelAsync(account, carrierId, cancellationToken);

    public virtual Task<FindResult> FindSubmissionAsync(CarrierAccount account, string reference, DateTimeOffset since, CancellationToken cancellationToken) =>
        inner.FindSubmissionAsync(account, reference, since, cancellationToken);

    public virtual Task<SentResult> ListSentAsync(CarrierAccount account, DateTimeOffset completedSince, CancellationToken cancellationToken) =>
        inner.ListSentAsync(account, completedSince, cancellationToken);

    public virtual Task<ReceivedResult> ListReceivedAsync(CarrierAccount account, ReceivedQuery query, CancellationToken cancellationToken) =>
        inner.ListReceivedAsync(account, query, cancellationToken);

    public virtual Task<ImageResult> FetchImageAsync(
        CarrierAccount account, string carrierId, Stream destination, long limit, CancellationToken cancellationToken) =>
        inner.FetchImageAsync(account, carrierId, destination, limit, cancellationToken);

    public virtual Task<AcknowledgeResult> AcknowledgeAsync(CarrierAccount account, string carrierId, CancellationToken cancellationToken) =>
        inner.AcknowledgeAsync(account, carrierId, cancellationToken);

    public Task<AccountCheck> CheckAccountAsync(CarrierAccount account, CancellationToken cancellationToken) =>
        inner.CheckAccountAsync(account, cancellationToken);
}
