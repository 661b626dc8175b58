namespace FhirFax.Fax.Carriers;

/// <summary>The answer to a request to stop a fax (efax-corporate-api.md 8.12). None of them says how the fax ends.</summary>
public abstract record CancelResult
{
    /// <summary>Noted; the fax may still be delivered.</summary>
    public sealed record Requested : CancelResult;

    /// <summary>The fax had ended already, one way or the other.</summary>
    public sealed record TooLate : CancelResult;

    public sealed record Unavailable(CarrierFailure Failure) : CancelResult;
}
