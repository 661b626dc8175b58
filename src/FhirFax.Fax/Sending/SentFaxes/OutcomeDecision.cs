namespace FhirFax.Fax.Sending.SentFaxes;

/// <summary>What a person decides about a Delivery of which nobody knows whether it arrived.</summary>
public enum OutcomeDecision
{
    /// <summary>The carrier has it: follow it on under the carrier's id.</summary>
    Adopt,

    /// <summary>It did not arrive: hand it over anew.</summary>
    Resend,

    /// <summary>It may have arrived or not: end it as failed, for good.</summary>
    GiveUp,
}
