using FhirFax.Fax.Sending.Recipients;
using FhirFax.Store.Faxes;
using FhirFax.Store.Resources;

namespace FhirFax.Fax.Sending.Checks;

/// <summary>A send that passed every check, with everything pinned that the hand-over will use.</summary>
/// <param name="Binaries">The stored Binaries that the payload names.</param>
internal sealed record SendPlan(
    MailboxKey Mailbox, IReadOnlyList<PlannedNumber> Numbers, IReadOnlyList<PinnedDocument> Documents, IReadOnlyList<ResourceKey> Binaries);
