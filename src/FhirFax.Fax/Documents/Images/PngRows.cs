using System.IO.Compression;

namespace FhirFax.Fax.Documents.Images;

/// <summary>The rows of a checked PNG from top to bottom, unfiltered, packed as the PNG packs them. Only an interlaced image is held whole.</summary>
internal sealed class PngRows : IDisposable
{
    private readonly PngImage _image;
    private readonly DocumentBudget _budget;
    private readonly ZLibStream _data;
    private readonly byte[]? _whole;
    private byte[] _row;
    private byte[] _above;
    private int _next;

    public PngRows(PngImage image, PngData packed, DocumentBudget budget)
    {
        _image = image;
        _budget = budget;
        _data = new ZLibStream(packed, CompressionMode.Decompress);
        _row = new byte[image.RowBytes(image.Width) + 1];
        _above = new byte[_row.Length];
        _whole = image.IsInterlaced ? Deinterlace() : null;
    }

    /// <summary>The next row; called no more often than the image is high. Overwritten by the next call.</summary>
    public ReadOnlySpan<byte> Next()
    {
        var length = _image.RowBytes(_image.Width);
        return _whole is null ? ReadRow(length) : _whole.AsSpan(_next++ * length, length);
    }

    public void Dispose() => _data.Dispose();

    private ReadOnlySpan<byte> ReadRow(int length)
    {
        _budget.Charge(length / 16);
        (_row, _above) = (_above, _row);
        _data.ReadExactly(_row, 0, length + 1);
        if (!PngFilter.Undo(_row[0], _row.AsSpan(1, length), _above.AsSpan(1), _image.PixelBytes))
        {
            throw PngChunks.Damaged();
        }

        return _row.AsSpan(1, length);
    }

    private byte[] Deinterlace()
    {
        var length = _image.RowBytes(_image.Width);
        var whole = new byte[(long)length * _image.Height];
        var pixelBits = _image.Channels * _image.BitDepth;
        foreach (var pass in PngPass.Of(_image))
        {
            // Filters of a pass do not look into the pass before.
            Array.Clear(_row);
            Array.Clear(_above);
            for (var y = 0; y < pass.Height; y++)
            {
                var row = ReadRow(_image.RowBytes(pass.Width));
                Spread(row, pass, whole.AsSpan((pass.FirstY + (y * pass.StepY)) * length, length), pixelBits);
            }
        }

        return whole;
    }

    private static void Spread(ReadOnlySpan<byte> row, PngPass pass, Span<byte> target, int pixelBits)
    {
        for (var i = 0; i < pass.Width; i++)
        {
            var x = pass.FirstX + (i * pass.StepX);
            if (pixelBits >= 8)
            {
                var size = pixelBits / 8;
                row.Slice(i * size, size).CopyTo(target[(x * size)..]);
            }
            else
            {
                PackedSamples.Set(target, x, pixelBits, PackedSamples.Get(row, i, pixelBits));
            }
        }
    }
}
