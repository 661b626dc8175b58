namespace FhirFax.Store.Queue;

/// <summary>What a queue entry asks to be done.</summary>
public enum WorkKind
{
    /// <summary>Hand a Delivery over to the carrier.</summary>
    Submit = 1,

    /// <summary>Ask the carrier how a Delivery goes.</summary>
    Track = 2,

    /// <summary>Find out whether a doubtful Attempt arrived.</summary>
    Reconcile = 3,
}
