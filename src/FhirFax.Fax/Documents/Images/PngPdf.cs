using System.IO.Compression;

namespace FhirFax.Fax.Documents.Images;

/// <summary>Puts a PNG into a PDF: the packed data as it is where the PDF's predictors can take it, unpacked and packed anew where the image is transparent or interlaced.</summary>
internal static class PngPdf
{
    private const byte UpFilter = 2;

    public static async Task WriteAsync(Stream image, long length, Stream output, DocumentBudget budget, CancellationToken cancellationToken)
    {
        var png = PngImage.Read(image, length, budget);
        var placement = PagePlacement.For(png.Width, png.Height, png.Density);
        var writer = new ImagePdfWriter(new CountingStream(output), cancellationToken);
        if (png.IsTransparent || png.IsInterlaced)
        {
            var flattener = new PngFlattener(png);
            await writer.WriteAsync(
                placement,
                orientation: 1,
                Dictionary(png, flattener.Channels, flattener.BitDepth),
                data => RepackAsync(png, image, length, flattener, data, budget, cancellationToken));
        }
        else
        {
            await writer.WriteAsync(
                placement, orientation: 1, Dictionary(png, png.Channels, png.BitDepth), data => CopyAsync(png.OpenData(image, length, budget), data, cancellationToken));
        }
    }

    private static string Dictionary(PngImage png, int channels, int depth) =>
        $"/Width {png.Width} /Height {png.Height} /BitsPerComponent {depth} /ColorSpace {ColorSpace(png, channels)} /Filter /FlateDecode "
        + $"/DecodeParms << /Predictor 15 /Colors {channels} /BitsPerComponent {depth} /Columns {png.Width} >>";

    private static string ColorSpace(PngImage png, int channels)
    {
        if (channels == 3)
        {
            return "/DeviceRGB";
        }

        return png.Color == PngColor.Palette
            ? $"[/Indexed /DeviceRGB {(png.Palette.Length / 3) - 1} <{Convert.ToHexString(png.Palette)}>]"
            : "/DeviceGray";
    }

    private static async Task CopyAsync(PngData packed, Stream data, CancellationToken cancellationToken)
    {
        var block = new byte[32_768];
        for (int read; (read = packed.Read(block.AsSpan())) > 0;)
        {
            await data.WriteAsync(block.AsMemory(0, read), cancellationToken);
        }
    }

    private static async Task RepackAsync(
        PngImage png, Stream image, long length, PngFlattener flattener, Stream data, DocumentBudget budget, CancellationToken cancellationToken)
    {
        using var rows = new PngRows(png, png.OpenData(image, length, budget), budget);
        await using var packed = new ZLibStream(data, CompressionLevel.Optimal, leaveOpen: true);
        var above = new byte[flattener.RowBytes];
        var row = new byte[flattener.RowBytes + 1];
        for (var y = 0; y < png.Height; y++)
        {
            Filter(flattener.Flatten(rows.Next()), row, above);
            await packed.WriteAsync(row, cancellationToken);
        }
    }

    /// <summary>Stores the difference to the row above, which packs better than the row itself.</summary>
    private static void Filter(ReadOnlySpan<byte> flat, byte[] row, byte[] above)
    {
        row[0] = UpFilter;
        for (var i = 0; i < flat.Length; i++)
        {
            row[i + 1] = (byte)(flat[i] - above[i]);
        }

        flat.CopyTo(above);
    }
}
