using FhirFax.Fax.Carriers;
using FhirFax.Store.Faxes;

namespace FhirFax.Fax.Sending.Tracking;

/// <summary>The faxes of one mailbox that are followed now, and what the last listing said of them.</summary>
internal sealed class MailboxSweep(ICarrier carrier, TimeSpan pollInterval, TimeProvider clock)
{
    /// <summary>With fewer on their way a listing costs more than it spares.</summary>
    public const int WorthListing = 20;

    /// <summary>A fax that the list does not show is asked about at least this often, as far as its own turn comes.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(10);

    /// <summary>Longer than the longest pause between two polls of a fax.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(30);

    /// <summary>Clocks differ, and a list may lag behind.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Followed> _followed = new(StringComparer.OrdinalIgnoreCase);
    private DateTimeOffset? _begunAt;
    private DateTimeOffset? _listedAt;
    private Task _listing = Task.CompletedTask;

    /// <summary>How the fax ended, or that it is in progress, by a recent listing; null when the carrier is to be asked about it.</summary>
    public async ValueTask<TransmissionResult.Known?> FindAsync(CarrierAccount account, DeliveryRecord delivery, CancellationToken cancellationToken)
    {
        var carrierId = delivery.CarrierId!;
        if (!TryFollow(account, delivery, out var listing))
        {
            return null;
        }

        await listing.WaitAsync(cancellationToken);
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            if (!_followed.TryGetValue(carrierId, out var followed) || followed.Ended is not null)
            {
                return followed?.Ended;
            }

            var isCovered = _listedAt >= followed.Since && now - _listedAt < LongestSilence;
            if (isCovered && now - followed.AskedAt < LongestSilence)
            {
                return new TransmissionResult.Known(TransmissionState.InProgress, null, null, null, null);
            }

            _followed[carrierId] = followed with { AskedAt = now };
            return null;
        }
    }

    public void Forget(string carrierId)
    {
        lock (_gate)
        {
            _followed.Remove(carrierId);
        }
    }

    /// <summary>Notes that the fax is followed.</summary>
    /// <param name="listing">The one under way, or the last; false when there are too few for one, and none has told how this one ended.</param>
    private bool TryFollow(CarrierAccount account, DeliveryRecord delivery, out Task listing)
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            _followed[delivery.CarrierId!] = _followed.TryGetValue(delivery.CarrierId!, out var known) ? known with { SeenAt = now } : new Followed(now, now, now, null);
            if (_followed.Count >= WorthListing)
            {
                ForgetBefore(now - Memory);
            }

            var isMany = _followed.Count >= WorthListing;
            var interval = pollInterval > ShortestInterval ? pollInterval : ShortestInterval;
            if (isMany && _listing.IsCompleted && !(now - _begunAt < interval))
            {
                _begunAt = now;
                _listing = ListAsync(account, now, (_listedAt ?? delivery.Submitted ?? delivery.Created) - Overlap);
            }

            listing = _listing;
            return isMany || known?.Ended is not null;
        }
    }

    private void ForgetBefore(DateTimeOffset time)
    {
        foreach (var (carrierId, followed) in _followed)
        {
            if (followed.SeenAt < time)
            {
                _followed.Remove(carrierId);
            }
        }
    }

    /// <summary>Does not throw: without a list each fax is asked about.</summary>
    private async Task ListAsync(CarrierAccount account, DateTimeOffset begun, DateTimeOffset since)
    {
        await Task.Yield();
        using var limit = new CancellationTokenSource(TimeLimit, clock);
        try
        {
            if (await carrier.ListSentAsync(account, since, limit.Token) is SentResult.Listed listed)
            {
                Note(listed, begun);
            }
        }
        catch (OperationCanceledException)
        {
            // It took too long.
        }
    }

    private void Note(SentResult.Listed listed, DateTimeOffset begun)
    {
        lock (_gate)
        {
            _listedAt = begun;
            foreach (var fax in listed.Faxes)
            {
                // Only how a fax ended is taken from the list: on others it may lag behind.
                if (fax.Transmission.State is TransmissionState.Completed or TransmissionState.Failed or TransmissionState.Cancelled
                    && _followed.TryGetValue(fax.CarrierId, out var followed))
                {
                    _followed[fax.CarrierId] = followed with { Ended = fax.Transmission };
                }
            }
        }
    }

    /// <param name="Since">When it began to be followed.</param>
    /// <param name="SeenAt">When its turn last came.</param>
    /// <param name="AskedAt">When the carrier was last asked about it by itself.</param>
    /// <param name="Ended">By a listing; null while none says so.</param>
    private sealed record Followed(DateTimeOffset Since, DateTimeOffset SeenAt, DateTimeOffset AskedAt, TransmissionResult.Known? Ended);
}
