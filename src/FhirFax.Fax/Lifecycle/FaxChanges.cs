using FhirFax.Fax.Numbers;
using FhirFax.Store.Resources;

namespace FhirFax.Fax.Lifecycle;

/// <summary>What a create or an update asks for; what is null here was not in the request.</summary>
public sealed record FaxChanges
{
    /// <summary>The bearer of the mailbox to send from; null back to the default.</summary>
    public Supplied<ResourceKey?>? Sender { get; init; }

    public Supplied<FaxNumber?>? Receiver { get; init; }

    public Supplied<string?>? Subject { get; init; }

    public Supplied<Guid?>? PatientId { get; init; }

    public Supplied<bool>? Reviewed { get; init; }
}
