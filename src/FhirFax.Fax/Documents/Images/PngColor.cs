namespace FhirFax.Fax.Documents.Images;

/// <summary>Colour types of a PNG's header (W3C PNG 11.2.1).</summary>
internal enum PngColor
{
    Grey = 0,
    Rgb = 2,
    Palette = 3,
    GreyAlpha = 4,
    Rgba = 6,
}
