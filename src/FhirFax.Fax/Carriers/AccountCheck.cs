namespace FhirFax.Fax.Carriers;

/// <summary>The answer to a connection test.</summary>
public abstract record AccountCheck
{
    public sealed record Good : AccountCheck;

    /// <summary><see cref="CarrierFailure.Kind"/> tells wrong credentials, wrong user id and an outage apart.</summary>
    public sealed record Bad(CarrierFailure Failure) : AccountCheck;
}
