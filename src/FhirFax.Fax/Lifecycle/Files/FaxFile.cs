namespace FhirFax.Fax.Lifecycle.Files;

/// <summary>One file of a fax (fax-lifecycle-api.md 3.2).</summary>
/// <param name="Size">Bytes.</param>
public sealed record FaxFile(Guid Id, string OriginalName, string ContentType, long Size);
