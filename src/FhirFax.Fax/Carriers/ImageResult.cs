namespace FhirFax.Fax.Carriers;

/// <summary>The answer to fetching a document.</summary>
public abstract record ImageResult
{
    public sealed record Fetched(long Size) : ImageResult;

    /// <summary>Not there yet, or no longer (404, error 102): worth trying again for a while.</summary>
    public sealed record NotReady(string Text) : ImageResult;

    /// <summary>The answer held no decodable document.</summary>
    public sealed record Unreadable(string Text) : ImageResult;

    public sealed record Unavailable(CarrierFailure Failure) : ImageResult;
}
