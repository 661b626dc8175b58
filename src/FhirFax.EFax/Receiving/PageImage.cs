namespace FhirFax.EFax.Receiving;

/// <summary>One page of a fax (efax-corporate-api.md 8.11).</summary>
/// <param name="Number">From 0; null when not said.</param>
/// <param name="Image">A TIFF file of one page.</param>
public sealed record PageImage(int? Number, ReadOnlyMemory<byte> Image);
