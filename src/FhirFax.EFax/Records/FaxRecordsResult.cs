using FhirFax.Fax.Carriers;

namespace FhirFax.EFax.Records;

/// <summary>The answer to a question for fax records.</summary>
public abstract record FaxRecordsResult
{
    /// <param name="Records">Those that the service knows and gives; an id that it does not know is missing.</param>
    public sealed record Known(IReadOnlyList<FaxRecord> Records) : FaxRecordsResult;

    public sealed record Unavailable(CarrierFailure Failure) : FaxRecordsResult;
}
