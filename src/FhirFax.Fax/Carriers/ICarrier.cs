namespace FhirFax.Fax.Carriers;

/// <summary>
/// The port to whoever transmits faxes. Expected answers, refusals and outages are results, not exceptions; an implementation bounds every call in time and
/// throws only <see cref="OperationCanceledException"/> for its caller's own cancellation. Nothing that may have an effect twice is repeated inside.
/// </summary>
public interface ICarrier
{
    /// <summary>True when nothing is really transmitted; what passes through is tagged HTEST.</summary>
    bool IsSandbox { get; }

    /// <summary>Why calls for this App ID are not being made just now (open circuit, refused credentials), as one sentence for readiness; null when all is well.</summary>
    string? Trouble(string appId);

    /// <summary>Hands one fax over. Never repeated after the first body byte went out, except that a 401 decided before processing renews the token and repeats once.</summary>
    Task<SubmitResult> SubmitAsync(CarrierAccount account, Submission submission, CancellationToken cancellationToken);

    /// <summary>Asks how a fax goes.</summary>
    Task<TransmissionResult> GetTransmissionAsync(CarrierAccount account, string carrierId, CancellationToken cancellationToken);

    /// <summary>Asks to stop a fax. Harmless to repeat; what became of the fax is only told by <see cref="GetTransmissionAsync"/>.</summary>
    Task<CancelResult> CancelAsync(CarrierAccount account, string carrierId, CancellationToken cancellationToken);

    /// <summary>Looks in one complete listing of what was sent for a fax with this reference, matched on transaction id or client reference.</summary>
    Task<FindResult> FindSubmissionAsync(CarrierAccount account, string reference, DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>One complete listing, all pages, of what the mailbox sent and the carrier ended at or after a time by its own clock.</summary>
    Task<SentResult> ListSentAsync(CarrierAccount account, DateTimeOffset completedSince, CancellationToken cancellationToken);

    /// <summary>One complete listing, all pages, of what the mailbox received.</summary>
    Task<ReceivedResult> ListReceivedAsync(CarrierAccount account, ReceivedQuery query, CancellationToken cancellationToken);

    /// <summary>Fetches a received document into <paramref name="destination"/>. This may mark it as read at the carrier.</summary>
    Task<ImageResult> FetchImageAsync(CarrierAccount account, string carrierId, Stream destination, long limit, CancellationToken cancellationToken);

    /// <summary>Marks a received fax as taken. Harmless to repeat.</summary>
    Task<AcknowledgeResult> AcknowledgeAsync(CarrierAccount account, string carrierId, CancellationToken cancellationToken);

    /// <summary>Whether credentials and user id are accepted, told apart.</summary>
    Task<AccountCheck> CheckAccountAsync(CarrierAccount account, CancellationToken cancellationToken);
}
