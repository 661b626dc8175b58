using FhirFax.Fax.Carriers;

namespace FhirFax.EFax;

/// <summary>The answer to a deletion.</summary>
public abstract record DeleteResult
{
    /// <summary>Record and image are gone for every reader of the mailbox, now or since earlier.</summary>
    public sealed record Deleted : DeleteResult;

    public sealed record Unavailable(CarrierFailure Failure) : DeleteResult;
}
