namespace FhirFax.Fax.Carriers;

/// <summary>The answer to a listing of what was sent: complete, or nothing.</summary>
public abstract record SentResult
{
    public sealed record Listed(IReadOnlyList<SentFax> Faxes) : SentResult;

    public sealed record Unavailable(CarrierFailure Failure) : SentResult;
}
