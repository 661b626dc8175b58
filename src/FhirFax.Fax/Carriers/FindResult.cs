namespace FhirFax.Fax.Carriers;

/// <summary>Whether a submission is among what the carrier lists as sent.</summary>
public abstract record FindResult
{
    public sealed record Found(string CarrierId) : FindResult;

    /// <summary>A complete listing without it. No proof of absence by itself.</summary>
    public sealed record NotListed : FindResult;

    /// <summary>A complete listing that holds a fax of which the carrier does not say whose it is. It may be the one; never a proof of absence.</summary>
    public sealed record Unclear : FindResult;

    public sealed record Unavailable(CarrierFailure Failure) : FindResult;
}
