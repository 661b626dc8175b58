namespace FhirFax.Fax.Carriers;

/// <summary>Whether a submission is among what the carrier lists as sent.</summary>
public abstract record FindResult
{
    public sealed record Found(string CarrierId) : FindResult;

    /// <summary>A complete listing without it. No proof of absence by itself.</summary>
    public sealed record NotListed : FindResult;

    public sealed record Unavailable(CarrierFailure Failure) : FindResult;
}
