using System.Collections.Concurrent;
using FhirFax.Fax.Carriers;
using FhirFax.Fax.Projects;
using FhirFax.Fax.Sending.Work;
using FhirFax.Store.Faxes;

namespace FhirFax.Fax.Sending.Tracking;

/// <summary>
/// Spares questions when many faxes of one mailbox are on their way: one listing of what has ended answers for all of them (efax-corporate-api.md 9.4). The list only ever
/// speeds things up: what it does not show is still asked about fax by fax, less often.
/// </summary>
internal sealed class SentSweep(ICarrier carrier, IProjectDirectory projects, SendingOptions options, TimeProvider clock)
{
    /// <summary>A fax that was not asked about has its turn again soon: looking into the list costs nothing, and it may have been brought forward for a reason.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<MailboxKey, MailboxSweep> _mailboxes = new();

    /// <summary>What is known of a fax without asking about it: how it ended, or that there is no news yet. Null: ask about this one.</summary>
    /// <param name="delivery">One that the carrier has.</param>
    public async ValueTask<TransmissionResult.Known?> FindAsync(DeliveryRecord delivery, CancellationToken cancellationToken) =>
        CarrierAccounts.Of(projects, delivery) is { } account ? await Of(delivery).FindAsync(account, delivery, cancellationToken) : null;

    /// <summary>It is not followed any more.</summary>
    public void Forget(DeliveryRecord delivery) => Of(delivery).Forget(delivery.CarrierId!);

    private MailboxSweep Of(DeliveryRecord delivery) => _mailboxes.GetOrAdd(
        delivery.Mailbox, static (_, part) => new MailboxSweep(part.carrier, part.options.StatusPollInterval, part.clock), (carrier, options, clock));
}
