namespace FhirFax.Fax.Carriers;

/// <summary>What became of a hand-over; what matters is what is <em>known</em>.</summary>
public abstract record SubmitResult
{
    /// <summary>The carrier has it under this id.</summary>
    public sealed record Accepted(string CarrierId) : SubmitResult;

    /// <summary>Refused for its content (400, 413): proved absent, and repeating is pointless.</summary>
    public sealed record Refused(string? ErrorCode, string Text) : SubmitResult;

    /// <summary>Proved absent, but not for its content: connection failed before the first body byte, 401, 403, 429, open circuit. May be tried again later.</summary>
    public sealed record NotSent(CarrierFailure Failure) : SubmitResult;

    /// <summary>The body, or part of it, went out and no usable answer came (time-out, cut, 5xx, unreadable 2xx): it may or may not have been taken.</summary>
    public sealed record Unknown(CarrierFailure Failure) : SubmitResult;
}
