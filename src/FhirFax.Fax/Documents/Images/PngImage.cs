using System.Buffers.Binary;
using System.IO.Compression;

namespace FhirFax.Fax.Documents.Images;

/// <summary>A PNG (W3C PNG) whose chunks, checksums and unpacked length have all been checked.</summary>
internal sealed class PngImage
{
    private long _dataOffset;

    private PngImage()
    {
    }

    public int Width { get; private set; }

    public int Height { get; private set; }

    /// <summary>Bits of a sample: 1, 2, 4, 8 or 16.</summary>
    public int BitDepth { get; private set; }

    public PngColor Color { get; private set; }

    public bool IsInterlaced { get; private set; }

    /// <summary>Red, green, blue for each index; empty without a palette.</summary>
    public byte[] Palette { get; private set; } = [];

    /// <summary>The <c>tRNS</c> chunk: alpha for each index, or the one colour that is transparent. Null when there is none.</summary>
    public byte[]? Transparency { get; private set; }

    public ImageDensity? Density { get; private set; }

    public int Channels => Color switch
    {
        PngColor.Rgb => 3,
        PngColor.GreyAlpha => 2,
        PngColor.Rgba => 4,
        _ => 1,
    };

    public bool IsTransparent => Color is PngColor.GreyAlpha or PngColor.Rgba || Transparency is not null;

    /// <summary>Bytes of a row of <paramref name="width"/> pixels, without its filter byte.</summary>
    public int RowBytes(int width) => (int)((((long)width * Channels * BitDepth) + 7) / 8);

    /// <summary>Bytes from a byte to its left neighbour in a filter.</summary>
    public int PixelBytes => Math.Max(1, Channels * BitDepth / 8);

    /// <exception cref="DocumentException">The image is damaged or too large.</exception>
    public static PngImage Read(Stream stream, long length, DocumentBudget budget)
    {
        var bytes = new SequentialBytes(stream, length, budget);
        bytes.ReadExactly(new byte[DocumentSniffer.PngSignature.Length]);
        var image = new PngImage();
        var chunks = new PngChunks(bytes);
        chunks.Next();
        if (chunks.Type != "IHDR")
        {
            throw PngChunks.Damaged();
        }

        image.ReadHeader(chunks.ReadWhole(13), budget.Limits);
        for (chunks.Next(); chunks.Type != "IEND"; budget.Charge(16))
        {
            image.ReadChunk(chunks, budget);
        }

        chunks.EndChunk();
        return image._dataOffset > 0 ? image : throw PngChunks.Damaged();
    }

    /// <summary>The packed image data of the stream that this was read from, from its start.</summary>
    public PngData OpenData(Stream stream, long length, DocumentBudget budget)
    {
        var bytes = new SequentialBytes(stream, length, budget);
        bytes.Seek(_dataOffset);
        var chunks = new PngChunks(bytes);
        chunks.Next();
        return new PngData(chunks);
    }

    private void ReadChunk(PngChunks chunks, DocumentBudget budget)
    {
        switch (chunks.Type)
        {
            case "IDAT":
                _dataOffset = _dataOffset == 0 ? chunks.Start : throw PngChunks.Damaged();
                CheckData(chunks, budget);
                return;
            case "PLTE":
                ReadPalette(chunks.ReadWhole(768));
                break;
            case "tRNS":
                ReadTransparency(chunks.ReadWhole(256));
                break;
            case "pHYs":
                ReadDensity(chunks.ReadWhole(9));
                break;
            case [>= 'A' and <= 'Z', ..]:
                throw PngChunks.Damaged();
            default:
                chunks.EndChunk();
                break;
        }

        chunks.Next();
    }

    private void ReadHeader(ReadOnlySpan<byte> header, DocumentLimits limits)
    {
        if (header.Length != 13)
        {
            throw PngChunks.Damaged();
        }

        ImageSize.Check(BinaryPrimitives.ReadUInt32BigEndian(header), BinaryPrimitives.ReadUInt32BigEndian(header[4..]), limits);
        Width = BinaryPrimitives.ReadInt32BigEndian(header);
        Height = BinaryPrimitives.ReadInt32BigEndian(header[4..]);
        BitDepth = header[8];
        Color = (PngColor)header[9];
        IsInterlaced = header[12] == 1;
        if (!IsAllowed(Color, BitDepth) || header[10] != 0 || header[11] != 0 || header[12] > 1)
        {
            throw PngChunks.Damaged();
        }

        if (IsInterlaced && (long)RowBytes(Width) * Height > limits.InterlacedBytes)
        {
            throw new DocumentException(
                DocumentRefusal.UnsupportedImage, "The PNG is interlaced and too large for that; save it without interlacing.");
        }
    }

    private static bool IsAllowed(PngColor color, int depth) => color switch
    {
        PngColor.Grey => depth is 1 or 2 or 4 or 8 or 16,
        PngColor.Palette => depth is 1 or 2 or 4 or 8,
        PngColor.Rgb or PngColor.GreyAlpha or PngColor.Rgba => depth is 8 or 16,
        _ => false,
    };

    private void ReadPalette(byte[] palette)
    {
        if (palette.Length == 0 || palette.Length % 3 != 0 || _dataOffset > 0 || Palette.Length > 0)
        {
            throw PngChunks.Damaged();
        }

        // In a colour image it is only a suggestion for poor screens.
        Palette = Color == PngColor.Palette ? palette : [];
    }

    private void ReadTransparency(byte[] transparency)
    {
        var isFitting = Color switch
        {
            PngColor.Grey => transparency.Length == 2,
            PngColor.Rgb => transparency.Length == 6,
            PngColor.Palette => transparency.Length <= Palette.Length / 3,
            _ => false,
        };
        Transparency = isFitting && _dataOffset == 0 ? transparency : throw PngChunks.Damaged();
    }

    private void ReadDensity(ReadOnlySpan<byte> density)
    {
        if (density.Length == 9 && density[8] == 1)
        {
            Density = ImageDensity.PerMetre(
                BinaryPrimitives.ReadUInt32BigEndian(density), BinaryPrimitives.ReadUInt32BigEndian(density[4..]));
        }
    }

    /// <summary>Unpacks the image data once, to know that every row is there with a filter that exists, and nothing more.</summary>
    private void CheckData(PngChunks chunks, DocumentBudget budget)
    {
        if (Color == PngColor.Palette && Palette.Length == 0)
        {
            throw PngChunks.Damaged();
        }

        using var input = new EndWatch(new PngData(chunks));
        using var data = new ZLibStream(input, CompressionMode.Decompress);
        var row = new byte[RowBytes(Width) + 1];
        try
        {
            foreach (var pass in PngPass.Of(this))
            {
                for (var y = 0; y < pass.Height; y++)
                {
                    budget.Charge(row.Length / 64);
                    data.ReadExactly(row, 0, RowBytes(pass.Width) + 1);
                    if (row[0] > 4)
                    {
                        throw PngChunks.Damaged();
                    }
                }
            }

            if (data.Read(row, 0, 1) != 0 || input.WantedMore)
            {
                throw PngChunks.Damaged();
            }
        }
        catch (Exception e) when (input.IsDataFault(e))
        {
            throw PngChunks.Damaged();
        }

        // What follows the zlib stream inside the chunks is no part of the image, but its checksums are.
        while (input.Read(row) > 0)
        {
            budget.Charge();
        }
    }
}
