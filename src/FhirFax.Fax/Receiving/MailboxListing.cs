using FhirFax.Fax.Carriers;

namespace FhirFax.Fax.Receiving;

/// <summary>What listing a mailbox gave.</summary>
/// <param name="Faxes">Everything that any pass showed, each id once.</param>
/// <param name="IsComplete">Two passes running showed the same ids: nothing slipped from page to page between.</param>
/// <param name="Failure">Why the listing ended early; null when it did not.</param>
internal sealed record MailboxListing(IReadOnlyCollection<ReceivedFax> Faxes, bool IsComplete, CarrierFailure? Failure)
{
    /// <summary>A mailbox that still changes after so many passes is listed again at the next run.</summary>
    private const int MostPasses = 6;

    /// <summary>
    /// Lists by the not-downloaded flag and by the window from <paramref name="since"/>: a fax read in the vendor's portal is hidden from the first, one that waited long
    /// from the second. Pages shift while faxes come in, so passes are repeated until two agree.
    /// </summary>
    public static async Task<MailboxListing> ListAsync(ICarrier carrier, CarrierAccount account, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var faxes = new Dictionary<string, ReceivedFax>(StringComparer.Ordinal);
        ReceivedQuery[] queries = [new(OnlyNotDownloaded: true, CompletedSince: null), new(OnlyNotDownloaded: false, since)];
        HashSet<string>? previous = null;
        for (var pass = 0; pass < MostPasses; pass++)
        {
            var ids = new HashSet<string>(StringComparer.Ordinal);
            foreach (var query in queries)
            {
                switch (await carrier.ListReceivedAsync(account, query, cancellationToken))
                {
                    case ReceivedResult.Listed listed:
                        Add(listed.Faxes, ids, faxes);
                        break;
                    case ReceivedResult.Unavailable unavailable:
                        return new MailboxListing(faxes.Values, IsComplete: false, unavailable.Failure);
                }
            }

            if (previous?.SetEquals(ids) == true)
            {
                return new MailboxListing(faxes.Values, IsComplete: true, Failure: null);
            }

            previous = ids;
        }

        return new MailboxListing(faxes.Values, IsComplete: false, Failure: null);
    }

    private static void Add(IReadOnlyList<ReceivedFax> listed, HashSet<string> ids, Dictionary<string, ReceivedFax> faxes)
    {
        foreach (var fax in listed)
        {
            if (fax.CarrierId.Length > 0)
            {
                ids.Add(fax.CarrierId);
                faxes[fax.CarrierId] = fax;
            }
        }
    }
}
