using System.Globalization;
using System.Text.Json;
using FhirFax.EFax.Http;
using FhirFax.EFax.Json;
using FhirFax.EFax.Numbers;
using FhirFax.Fax.Carriers;

namespace FhirFax.EFax.Receiving;

/// <summary><c>GET /faxes/received</c> (efax-corporate-api.md 8.5).</summary>
internal sealed class ReceivedListing(PageWalk pages)
{
    private const string Unavailable = "unavailable";

    public async Task<ReceivedResult> ListAsync(CarrierAccount account, ReceivedQuery query, CancellationToken cancellationToken)
    {
        var (items, failure) = await pages.ReadAsync(account, "faxes/received" + Filter(query), null, cancellationToken);
        return failure is null ? new ReceivedResult.Listed([.. items.Select(Read)]) : new ReceivedResult.Unavailable(failure);
    }

    private static string Filter(ReceivedQuery query) => query switch
    {
        { CompletedSince: { } since } => "?min_completed_timestamp=" + Uri.EscapeDataString(
            since.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture)),
        { OnlyNotDownloaded: true } => "?image_downloaded=false",
        _ => "",
    };

    private static ReceivedFax Read(JsonElement item)
    {
        JsonElement? record = item;
        var station = record.Text("originating_fax_tsid");
        return new ReceivedFax(
            FaxId.Of(record)!,
            EFaxNumber.FromCarrier(record.Text("originating_fax_number")),
            EFaxNumber.FromCarrier(record.Text("destination_fax_number")),
            Unavailable.Equals(station?.Trim(), StringComparison.OrdinalIgnoreCase) ? null : station,
            record.Timestamp("completed_timestamp"),
            record.Count("pages"),
            record.Flag("image_downloaded") ?? false);
    }
}
