namespace FhirFax.Fax.Tasks;

/// <summary>The codes of <c>CodeSystem/fax-task</c>: what a person is asked to do.</summary>
public static class FaxTaskCode
{
    /// <summary>It is not known whether a Delivery arrived: adopt, resend or give up.</summary>
    public const string DecideOutcome = "decide-outcome";

    /// <summary>A received document cannot be read.</summary>
    public const string InboundUnreadable = "inbound-unreadable";

    /// <summary>The carrier refuses the project's credentials and faxes wait.</summary>
    public const string CarrierRefusedCredentials = "carrier-refused-credentials";

    /// <summary>A fax could not be handed over for a while: the carrier does not answer or asks to come later, or a document cannot be read here.</summary>
    public const string HandOverDelayed = "hand-over-delayed";
}
