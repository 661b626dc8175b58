namespace FhirFax.Store.Content;

/// <summary>The answer to opening content. A closed set instead of null and exceptions.</summary>
public abstract record ContentRead
{
    /// <param name="Stream">Seekable; the caller disposes it.</param>
    public sealed record Available(Stream Stream, long Size) : ContentRead;

    /// <summary>No such content in this project.</summary>
    public sealed record NotFound : ContentRead;

    /// <summary>It should be there but cannot be read now, or its size is wrong.</summary>
    public sealed record Unavailable(string Reason) : ContentRead;
}
