using FhirFax.Store.Faxes;

namespace FhirFax.Fax.Carriers;

/// <summary>One fax to hand over: one number, documents in order.</summary>
public sealed record Submission
{
    /// <summary>The Attempt's id; goes into every field by which the fax can be found again.</summary>
    public required string Reference { get; init; }

    /// <summary>E.164.</summary>
    public required string Number { get; init; }

    public required IReadOnlyList<SubmissionDocument> Documents { get; init; }

    /// <summary>Asked immediately before the first body byte: false means the hand-over must not happen any more (then the result is <see cref="SubmitResult.NotSent"/>).</summary>
    public Func<bool> MayStillSend { get; init; } = static () => true;
}
