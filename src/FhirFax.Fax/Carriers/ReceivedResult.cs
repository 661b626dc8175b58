namespace FhirFax.Fax.Carriers;

/// <summary>The answer to a listing: complete, or nothing.</summary>
public abstract record ReceivedResult
{
    public sealed record Listed(IReadOnlyList<ReceivedFax> Faxes) : ReceivedResult;

    public sealed record Unavailable(CarrierFailure Failure) : ReceivedResult;
}
