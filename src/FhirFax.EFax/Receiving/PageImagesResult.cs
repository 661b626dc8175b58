using FhirFax.Fax.Carriers;

namespace FhirFax.EFax.Receiving;

/// <summary>The answer to fetching some pages.</summary>
public abstract record PageImagesResult
{
    public sealed record Fetched(IReadOnlyList<PageImage> Pages) : PageImagesResult;

    /// <summary>The service has no image of this fax, or has none yet (404, error 102), or does not give out single pages.</summary>
    public sealed record NotReady : PageImagesResult;

    public sealed record Unavailable(CarrierFailure Failure) : PageImagesResult;
}
