namespace FhirFax.Store.Content;

/// <summary>An upload passed its limit; nothing of it was kept.</summary>
public sealed class ContentTooLargeException(long limit) : Exception($"The content is larger than {limit} bytes.")
{
    /// <summary>Bytes.</summary>
    public long Limit { get; } = limit;
}
