using FhirFax.Fax.Sending.SentFaxes;
using FhirFax.Store.Faxes;

namespace FhirFax.Fax.Communications;

/// <summary>Why a Delivery was not delivered, in the words of both code systems and of a person.</summary>
/// <param name="NotDoneCode">Code of <c>communication-not-done-reason</c>; null when none of them says it.</param>
/// <param name="Code">Code of <c>CodeSystem/fax-status-reason</c>.</param>
/// <param name="Text">A sentence that needs no knowledge of fax systems.</param>
internal sealed record DeliveryReason(string? NotDoneCode, string Code, string Text)
{
    private const string SystemError = "system-error";
    private const string Unavailable = "recipient-unavailable";
    private const string InvalidNumber = "invalid-phone-number";

    /// <summary>Null while nothing is wrong.</summary>
    public static DeliveryReason? Of(DeliveryRecord delivery) => delivery.Status switch
    {
        DeliveryStatus.Unknown => new("unknown", "outcome-unknown", "It is not known whether the fax arrived. Ask the recipient before sending it again."),
        DeliveryStatus.Cancelled => new(null, "cancelled", "The fax was cancelled."),
        DeliveryStatus.Failed or DeliveryStatus.Refused => OfFailure(delivery),
        _ => null,
    };

    /// <summary>Whether the carrier's code means that it never dialled (efax-corporate-api.md 9.3).</summary>
    public static bool IsBeforeDialling(string? errorCode) => errorCode is "E07" or "E51" or "E52" or "E53";

    private static DeliveryReason OfFailure(DeliveryRecord delivery)
    {
        var reason = OfCode(delivery);
        return delivery.Pages > 0 && delivery.ErrorCode is not ("E44" or "E49")
            ? reason with { Text = $"{reason.Text} {delivery.Pages} of its pages may have arrived." }
            : reason;
    }

    private static DeliveryReason OfCode(DeliveryRecord delivery) => delivery.ErrorCode switch
    {
        "E06" => new(SystemError, "carrier-error", "The fax service had an error. The fax was not delivered."),
        "E07" => new(SystemError, "document-not-convertible", "The fax service could not convert the document. Send it as a plain PDF."),
        "E33" or "E43" => new(Unavailable, "human-answered", "A person answered. This is probably a voice number: check it before sending again."),
        "E41" => new(Unavailable, "busy", "The line was busy each time it was called."),
        "E42" => new(Unavailable, "no-answer", "Nobody answered the call."),
        "E44" => new(SystemError, "interrupted", $"The transmission was interrupted{Pages(delivery)}. Some pages may have arrived."),
        "E45" => new(null, "cancelled", "The fax was cancelled."),
        "E46" => new(SystemError, "expired", "The fax service gave up after trying for too long."),
        "E49" => new(SystemError, "communication-error", $"The two fax machines could not complete the transmission{Pages(delivery)}. Some pages may have arrived."),
        "E51" => new(InvalidNumber, "number-invalid", "The fax service does not accept the format of the number."),
        "E52" => new(InvalidNumber, "high-risk-number", "The fax service refuses calls to this number as high-risk."),
        "E53" => new(InvalidNumber, "number-not-allowed", "The fax service account may not call this number."),
        _ when delivery.Status == DeliveryStatus.Refused => new(SystemError, "refused-by-carrier", delivery.ErrorText ?? "The fax service refused the fax."),
        OutcomeDecisions.GivenUp => new("unknown", "given-up", "Nobody could tell whether the fax arrived, and it was given up."),
        null => new(SystemError, "carrier-error", "The fax service reports that the fax failed, without a reason."),
        var code => new(SystemError, "carrier-error", $"The fax service reports that the fax failed (code {code})."),
    };

    private static string Pages(DeliveryRecord delivery) => delivery.Pages is { } pages ? $" after {pages} {(pages == 1 ? "page" : "pages")}" : "";
}
