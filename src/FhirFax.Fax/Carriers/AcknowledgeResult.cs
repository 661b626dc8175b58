namespace FhirFax.Fax.Carriers;

/// <summary>The answer to an acknowledgement.</summary>
public abstract record AcknowledgeResult
{
    public sealed record Done : AcknowledgeResult;

    /// <summary>The carrier no longer knows the fax: nothing left to acknowledge.</summary>
    public sealed record Gone : AcknowledgeResult;

    public sealed record Unavailable(CarrierFailure Failure) : AcknowledgeResult;
}
