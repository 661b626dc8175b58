namespace FhirFax.Acceptance.Fire;

/// <summary>What must never be.</summary>
public enum ViolationKind
{
    /// <summary>Wanted, or come in, and not there.</summary>
    Lost,

    Doubled,

    /// <summary>There, and nobody wanted it.</summary>
    Unwanted,

    /// <summary>Another document, number or carrier id than it should be.</summary>
    Mistaken,

    /// <summary>At the end the status is not the true one.</summary>
    WrongState,

    /// <summary>A terminal state was left again.</summary>
    Regressed,

    /// <summary><c>unknown</c> for another cause than the two that there are.</summary>
    UnexplainedUnknown,

    /// <summary>The carrier was told that a fax was taken which is not stored.</summary>
    AcknowledgedUnstored,
}
