using System.Net;
using System.Text.Json;
using FhirFax.EFax.Http;
using FhirFax.EFax.Json;
using FhirFax.Fax.Carriers;

namespace FhirFax.EFax.Sending;

/// <summary>Finds a fax by the reference it was handed over with, in <c>GET /faxes/sent</c> (efax-corporate-api.md 8.4).</summary>
internal sealed class SentLookup(PageWalk pages)
{
    // Whether faxes on their way are listed without asking for their state is not published (16.7), so they are asked for by name.
    private static readonly string[] Filters =
    [
        "transaction_id={0}",
        "search_text={0}",
        "transaction_id={0}&transmission_status=NEW",
        "transaction_id={0}&transmission_status=INPROGRESS",
    ];

    public async Task<FindResult> FindAsync(CarrierAccount account, string reference, CancellationToken cancellationToken)
    {
        var escaped = Uri.EscapeDataString(reference);
        var isUnclear = false;
        foreach (var filter in Filters)
        {
            // A service that ignores a filter lists everything: each item must say the reference itself.
            string? found = null;
            var path = "faxes/sent?" + filter.Replace("{0}", escaped, StringComparison.Ordinal);
            var (_, failure) = await pages.ReadAsync(account, path, IsIt, cancellationToken);
            // One way of asking that the service does not take says nothing; the first is the one that must work.
            if (failure is { StatusCode: (int)HttpStatusCode.BadRequest } && filter != Filters[0])
            {
                continue;
            }

            if (failure is not null)
            {
                return new FindResult.Unavailable(failure);
            }

            if (found is not null)
            {
                return new FindResult.Found(found);
            }

            bool IsIt(JsonElement item)
            {
                var isIt = Bears(item, reference);
                found = isIt ? FaxId.Of(item) : found;
                isUnclear |= isIt ? found is null : IsMute(item);
                return isIt;
            }
        }

        return isUnclear ? new FindResult.Unclear() : new FindResult.NotListed();
    }

    private static bool Bears(JsonElement? item, string reference) =>
        item.Text("transaction_id") == reference
        || item.Nested("client_tracking_data").Text("client_reference_id") == reference
        || item.Nested("client_data").Text("client_reference_id") == reference;

    // Any member may be missing (5.2, 5.6). Every fax of ours has a reference, so one that says an empty one is somebody else's; one that says none may be ours.
    private static bool IsMute(JsonElement? item) =>
        item.Text("transaction_id") is null
        && item.Nested("client_tracking_data").Member("client_reference_id") is null
        && item.Nested("client_data").Member("client_reference_id") is null;
}
