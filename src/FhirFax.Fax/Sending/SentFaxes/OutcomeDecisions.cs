using FhirFax.Store.Faxes;

namespace FhirFax.Fax.Sending.SentFaxes;

/// <summary>The codes of <see cref="OutcomeDecision"/>, and the traces that a decision leaves in the ledger.</summary>
public static class OutcomeDecisions
{
    /// <summary><c>errorCode</c> of a Delivery, and of its Attempt, that was given up.</summary>
    internal const string GivenUp = "given-up";

    /// <summary>The error code of an Attempt that a person declared not to have arrived.</summary>
    internal const string Resent = "resent";

    /// <summary>Null when there is no decision of this code.</summary>
    public static OutcomeDecision? Parse(string code) => code switch
    {
        "adopt" => OutcomeDecision.Adopt,
        "resend" => OutcomeDecision.Resend,
        "give-up" => OutcomeDecision.GiveUp,
        _ => null,
    };

    public static string CodeOf(OutcomeDecision decision) => decision switch
    {
        OutcomeDecision.Adopt => "adopt",
        OutcomeDecision.Resend => "resend",
        _ => "give-up",
    };

    internal static bool IsGivenUp(DeliveryRecord delivery) => delivery.Status == DeliveryStatus.Failed && delivery.ErrorCode == GivenUp;
}
