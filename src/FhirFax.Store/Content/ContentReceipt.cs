namespace FhirFax.Store.Content;

/// <summary>What a finished upload is.</summary>
public sealed record ContentReceipt(ContentHash Hash, long Size);
