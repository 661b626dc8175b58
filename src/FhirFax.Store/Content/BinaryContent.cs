namespace FhirFax.Store.Content;

/// <summary>Where the bytes of a Binary version lie.</summary>
/// <param name="Size">Bytes.</param>
/// <param name="FileName">What the uploader called it, for Content-Disposition; null when not said.</param>
public sealed record BinaryContent(ContentHash Hash, long Size, string? FileName = null);
