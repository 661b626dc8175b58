using FhirFax.Fax.Carriers;
using FhirFax.Store;
using FhirFax.Store.Faxes;

namespace FhirFax.Fax.Receiving;

/// <summary>Keeps the inbox rows in step with the carrier's listing.</summary>
/// <param name="firstSince">How far the first listing of a mailbox reaches back.</param>
internal sealed class InboxLedger(IFhirFaxStore store, ICarrier carrier, DateTimeOffset firstSince, TimeProvider clock)
{
    /// <summary>A fax may show up in the listing this much later than one that was completed after it.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromHours(24);

    /// <summary>With more open rows than this the watermark waits.</summary>
    private const int MostUnresolved = 1000;

    /// <summary>Lists the mailbox and commits every id not known yet as <see cref="InboxStatus.Seen"/>. Nothing is fetched: reading an image hides its fax from the next listing.</summary>
    public async Task<MailboxListing> RecordAsync(ImportTarget target, CancellationToken cancellationToken)
    {
        var mailbox = target.Account.Mailbox;
        var watermark = await store.WatermarkAsync(mailbox, cancellationToken);
        var since = watermark is { } complete ? complete - Overlap : firstSince;
        var listing = await MailboxListing.ListAsync(carrier, target.Account, since, cancellationToken);

        var unknown = new List<ReceivedFax>();
        foreach (var fax in listing.Faxes)
        {
            if (await store.InboxAsync(mailbox, fax.CarrierId, cancellationToken) is null)
            {
                unknown.Add(fax);
            }
        }

        if (unknown.Count > 0)
        {
            unknown.Sort(static (a, b) => Nullable.Compare(a.Completed, b.Completed));
            await store.WriteAsync((transaction, token) => AddAsync(transaction, target, unknown, token), cancellationToken);
        }

        return listing;
    }

    /// <summary>Moves the watermark up to the newest fax of a complete listing, but never past one that is not stored yet, nor back.</summary>
    public async Task AdvanceAsync(ImportTarget target, MailboxListing listing, CancellationToken cancellationToken)
    {
        if (!listing.IsComplete)
        {
            return;
        }

        var mailbox = target.Account.Mailbox;
        var reached = await ReachedAsync(mailbox, listing, cancellationToken);
        if (reached is { } candidate && !(await store.WatermarkAsync(mailbox, cancellationToken) >= candidate))
        {
            await store.WriteAsync((transaction, token) => SetAsync(transaction, mailbox, candidate, token), cancellationToken);
        }
    }

    private static async ValueTask<int> AddAsync(
        IStoreTransaction transaction, ImportTarget target, List<ReceivedFax> faxes, CancellationToken cancellationToken)
    {
        var added = 0;
        foreach (var fax in faxes)
        {
            var row = new InboxRecord
            {
                Mailbox = target.Account.Mailbox,
                CarrierId = fax.CarrierId,
                Project = target.Project,
                Status = InboxStatus.Seen,
                Seen = transaction.Now,
                Received = fax.Completed,
                Details = ReceivedFaxDetails.Write(fax),
            };
            added += await transaction.TryAddInboxAsync(row, cancellationToken) ? 1 : 0;
        }

        return added;
    }

    private async Task<DateTimeOffset?> ReachedAsync(MailboxKey mailbox, MailboxListing listing, CancellationToken cancellationToken)
    {
        var reached = firstSince;
        foreach (var fax in listing.Faxes)
        {
            reached = fax.Completed > reached ? fax.Completed.Value : reached;
        }

        // A timestamp from the future would hide what comes until then; an earlier watermark only lists more.
        var now = clock.GetUtcNow();
        reached = reached > now ? now : reached;

        var open = await store.UnsettledInboxAsync(mailbox, MostUnresolved, cancellationToken);
        if (open.Count == MostUnresolved)
        {
            return null;
        }

        foreach (var row in open)
        {
            if (row.Status == InboxStatus.Seen)
            {
                if (row.Received is not { } received)
                {
                    return null;
                }

                reached = received < reached ? received : reached;
            }
        }

        return reached;
    }

    private static async ValueTask<bool> SetAsync(
        IStoreTransaction transaction, MailboxKey mailbox, DateTimeOffset candidate, CancellationToken cancellationToken)
    {
        if (await transaction.WatermarkAsync(mailbox, cancellationToken) >= candidate)
        {
            return false;
        }

        await transaction.SetWatermarkAsync(mailbox, candidate, cancellationToken);
        return true;
    }
}
