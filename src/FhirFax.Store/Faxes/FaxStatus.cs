namespace FhirFax.Store.Faxes;

/// <summary>Where a fax stands (fax-lifecycle-api.md 3.3), in the order of its life.</summary>
public enum FaxStatus
{
    /// <summary>Outbound: never sent, so it has no Delivery.</summary>
    Draft = 1,

    /// <summary>Outbound: some Delivery has not ended, or nobody knows yet how.</summary>
    Processing = 2,

    /// <summary>Outbound: every Delivery arrived. Final.</summary>
    Sent = 3,

    /// <summary>Outbound: every Delivery has ended, and not all arrived.</summary>
    Failed = 4,

    /// <summary>The only status of an inbound fax. Final.</summary>
    Received = 5,
}
