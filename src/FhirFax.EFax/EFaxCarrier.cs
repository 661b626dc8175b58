using FhirFax.EFax.Accounts;
using FhirFax.EFax.Health;
using FhirFax.EFax.Http;
using FhirFax.EFax.Notifications;
using FhirFax.EFax.Receiving;
using FhirFax.EFax.Records;
using FhirFax.EFax.Sending;
using FhirFax.Fax.Carriers;
using Microsoft.Extensions.Logging;

namespace FhirFax.EFax;

/// <summary>
/// eFax Corporate as a carrier (efax-corporate-api.md). One instance serves all accounts and shares their tokens; thread-safe.
/// </summary>
public sealed class EFaxCarrier : ICarrier, IDisposable
{
    private const string ReceivedPath = "faxes/received";

    private readonly EFaxOptions _options;
    private readonly CarrierHttp _http;
    private readonly CarrierApi _api;
    private readonly PageWalk _pages;
    private readonly HandOver _handOver;
    private readonly SentLookup _sent;
    private readonly SentListing _ended;
    private readonly TransmissionQuery _transmission;
    private readonly CancelCall _cancel;
    private readonly DeleteCall _delete;
    private readonly NotificationLog _notifications;
    private readonly ReceivedListing _received;
    private readonly ImageFetch _images;
    private readonly PageImageFetch _pageImages;
    private readonly RecordQuery _records;
    private readonly HealthQuery _health;

    /// <exception cref="UriFormatException"><see cref="EFaxOptions.BaseUrl"/> is no absolute URL.</exception>
    public EFaxCarrier(EFaxOptions options, TimeProvider clock, ILogger<EFaxCarrier> logger)
    {
        _options = options;
        _http = new CarrierHttp(options, clock);
        _api = new CarrierApi(_http, new TokenCache(new TokenRequest(_http, options, clock, logger).FetchAsync, clock), options, clock);
        _pages = new PageWalk(_api, options);
        _handOver = new HandOver(_api, options, clock);
        _sent = new SentLookup(_pages);
        _ended = new SentListing(_pages);
        _transmission = new TransmissionQuery(_api, options);
        _cancel = new CancelCall(_api, options);
        _delete = new DeleteCall(_api, options);
        _notifications = new NotificationLog(_api, options);
        _received = new ReceivedListing(_pages);
        _images = new ImageFetch(_api, options);
        _pageImages = new PageImageFetch(_api, options);
        _records = new RecordQuery(_api, options);
        _health = new HealthQuery(_http, options, clock);
    }

    public bool IsSandbox => _options.IsSandbox;

    public string? Trouble(string appId) => _api.Trouble(appId);

    public Task<SubmitResult> SubmitAsync(CarrierAccount account, Submission submission, CancellationToken cancellationToken) =>
        _handOver.SubmitAsync(account, submission, cancellationToken);

    public Task<TransmissionResult> GetTransmissionAsync(CarrierAccount account, string carrierId, CancellationToken cancellationToken) =>
        _transmission.AskAsync(account, carrierId, cancellationToken);

    public Task<CancelResult> CancelAsync(CarrierAccount account, string carrierId, CancellationToken cancellationToken) =>
        _cancel.CancelAsync(account, carrierId, cancellationToken);

    /// <summary>The reference is unique, so <paramref name="since"/> need not narrow the listing, and a wrong clock cannot hide the fax.</summary>
    public Task<FindResult> FindSubmissionAsync(CarrierAccount account, string reference, DateTimeOffset since, CancellationToken cancellationToken) =>
        _sent.FindAsync(account, reference, cancellationToken);

    public Task<SentResult> ListSentAsync(CarrierAccount account, DateTimeOffset completedSince, CancellationToken cancellationToken) =>
        _ended.ListAsync(account, completedSince, cancellationToken);

    public Task<ReceivedResult> ListReceivedAsync(CarrierAccount account, ReceivedQuery query, CancellationToken cancellationToken) =>
        _received.ListAsync(account, query, cancellationToken);

    public Task<ImageResult> FetchImageAsync(
        CarrierAccount account, string carrierId, Stream destination, long limit, CancellationToken cancellationToken) =>
        _images.FetchAsync(account, carrierId, destination, limit, cancellationToken);

    public Task<AcknowledgeResult> AcknowledgeAsync(CarrierAccount account, string carrierId, CancellationToken cancellationToken) =>
        _images.AcknowledgeAsync(account, carrierId, cancellationToken);

    /// <summary>Removes record and image at eFax, for every reader of the mailbox. Harmless to repeat. FhirFax itself never calls it: what the carrier keeps is the clinic's to decide.</summary>
    public Task<DeleteResult> DeleteAsync(CarrierAccount account, string carrierId, CancellationToken cancellationToken) =>
        _delete.DeleteAsync(account, carrierId, cancellationToken);

    /// <summary>What eFax logged of its webhooks: for finding out why none arrive.</summary>
    public Task<NotificationLogResult> ReadNotificationLogAsync(CarrierAccount account, NotificationLogQuery query, CancellationToken cancellationToken) =>
        _notifications.ReadAsync(account, query, cancellationToken);

    /// <summary>The records of some faxes, sent or received; text that is no fax id is left out.</summary>
    public Task<FaxRecordsResult> ReadRecordsAsync(CarrierAccount account, IReadOnlyList<string> carrierIds, CancellationToken cancellationToken) =>
        _records.ReadAsync(account, carrierIds, cancellationToken);

    /// <summary>Some pages of a fax, each a TIFF file. Like <see cref="FetchImageAsync"/> it may mark the fax as downloaded.</summary>
    /// <param name="start">From 0.</param>
    /// <param name="count">1 to 20.</param>
    public Task<PageImagesResult> FetchPagesAsync(CarrierAccount account, string carrierId, int start, int count, CancellationToken cancellationToken) =>
        _pageImages.FetchAsync(account, carrierId, start, count, cancellationToken);

    /// <summary>Whether eFax says that it is up; null when it does. No check of credentials.</summary>
    public Task<CarrierFailure?> CheckHealthAsync(CancellationToken cancellationToken) => _health.AskAsync(cancellationToken);

    /// <summary>Asks even while the circuit is open: a person wants to know.</summary>
    public async Task<AccountCheck> CheckAccountAsync(CarrierAccount account, CancellationToken cancellationToken)
    {
        var (_, failure) = await _pages.PageAsync(account, ReceivedPath, 1, 0, cancellationToken, isProbe: true);
        return failure is null ? new AccountCheck.Good() : new AccountCheck.Bad(failure);
    }

    public void Dispose() => _http.Dispose();
}
