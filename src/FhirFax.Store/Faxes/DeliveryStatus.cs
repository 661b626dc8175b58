namespace FhirFax.Store.Faxes;

/// <summary>Where a Delivery stands; the codes of <c>CodeSystem/fax-delivery-status</c>.</summary>
public enum DeliveryStatus
{
    /// <summary>Waits for hand-over.</summary>
    Queued = 1,

    /// <summary>An Attempt may be on its way to the carrier right now.</summary>
    Submitting = 2,

    /// <summary>It is not known whether the carrier has it; never sent again by itself. Not terminal: reconciliation may still adopt.</summary>
    Unknown = 3,

    /// <summary>The carrier has it.</summary>
    InProgress = 4,

    /// <summary>Delivered. Terminal.</summary>
    Completed = 5,

    /// <summary>The carrier gave up. Terminal.</summary>
    Failed = 6,

    /// <summary>Refused before dialling. Terminal.</summary>
    Refused = 7,

    /// <summary>Stopped on request. Terminal.</summary>
    Cancelled = 8,
}
