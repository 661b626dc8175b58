using System.Globalization;
using System.Text.Json;
using FhirFax.EFax.Http;
using FhirFax.EFax.Json;
using FhirFax.EFax.Records;
using FhirFax.Fax.Carriers;

namespace FhirFax.EFax.Sending;

/// <summary><c>GET /faxes/sent</c> by time: what has ended lately (efax-corporate-api.md 8.4 and 9.4).</summary>
internal sealed class SentListing(PageWalk pages)
{
    public async Task<SentResult> ListAsync(CarrierAccount account, DateTimeOffset completedSince, CancellationToken cancellationToken)
    {
        var since = Uri.EscapeDataString(completedSince.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture));
        var (items, failure) = await pages.ReadAsync(account, "faxes/sent?min_completed_timestamp=" + since, null, cancellationToken);
        return failure is null ? new SentResult.Listed([.. items.Select(Read).OfType<SentFax>()]) : new SentResult.Unavailable(failure);
    }

    private static SentFax? Read(JsonElement item) =>
        TransmissionReading.Read(item) is { } transmission ? new SentFax(FaxId.Of(item)!, transmission) : null;
}
