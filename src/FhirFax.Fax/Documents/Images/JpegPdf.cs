namespace FhirFax.Fax.Documents.Images;

/// <summary>Puts the bytes of a JPEG into a PDF as they are (ISO 32000-1, 7.4.8).</summary>
internal static class JpegPdf
{
    public static async Task WriteAsync(Stream image, long length, Stream output, DocumentBudget budget, CancellationToken cancellationToken)
    {
        var jpeg = JpegImage.Read(image, length, budget);
        var isTurned = jpeg.Orientation >= 5;
        var density = isTurned && jpeg.Density is { } stored ? new ImageDensity(stored.Y, stored.X) : jpeg.Density;
        var placement = isTurned
            ? PagePlacement.For(jpeg.Height, jpeg.Width, density)
            : PagePlacement.For(jpeg.Width, jpeg.Height, density);
        await new ImagePdfWriter(new CountingStream(output), cancellationToken).WriteAsync(placement, jpeg.Orientation, Dictionary(jpeg), data => CopyAsync(image, data, cancellationToken));
    }

    private static string Dictionary(JpegImage jpeg)
    {
        var color = jpeg.Components switch
        {
            1 => "/DeviceGray",
            3 => "/DeviceRGB",
            _ when jpeg.HasAdobeMarker => "/DeviceCMYK /Decode [1 0 1 0 1 0 1 0]",
            _ => "/DeviceCMYK",
        };
        var parameters = jpeg.IsPlainRgb ? " /DecodeParms << /ColorTransform 0 >>" : string.Empty;
        return $"/Width {jpeg.Width} /Height {jpeg.Height} /BitsPerComponent 8 /ColorSpace {color} /Filter /DCTDecode{parameters}";
    }

    private static async Task CopyAsync(Stream image, Stream data, CancellationToken cancellationToken)
    {
        image.Position = 0;
        await image.CopyToAsync(data, cancellationToken);
    }
}
