using System.Buffers.Binary;

namespace FhirFax.Fax.Documents.Images;

/// <summary>What a JPEG's markers say (ITU-T T.81, annex B), read to the end of the image without decoding it.</summary>
internal sealed class JpegImage
{
    public int Width { get; private set; }

    public int Height { get; private set; }

    /// <summary>1 grey, 3 colour, 4 CMYK.</summary>
    public int Components { get; private set; }

    /// <summary>Written in Adobe's way, which stores CMYK inverted.</summary>
    public bool HasAdobeMarker { get; private set; }

    /// <summary>The components are called R, G and B and nothing says otherwise, so they are not YCbCr.</summary>
    public bool IsPlainRgb => Components == 3 && _namedRgb && !HasAdobeMarker && !_hasJfifMarker;

    /// <summary>Exif orientation, 1 to 8.</summary>
    public int Orientation { get; private set; } = 1;

    public ImageDensity? Density => _jfifDensity ?? _exifDensity;

    private readonly SequentialBytes _bytes;
    private ImageDensity? _jfifDensity;
    private ImageDensity? _exifDensity;
    private bool _hasJfifMarker;
    private bool _namedRgb;
    private bool _hasScan;

    private JpegImage(SequentialBytes bytes) => _bytes = bytes;

    /// <exception cref="DocumentException">The image is damaged, too large, or in a coding that a PDF cannot hold.</exception>
    public static JpegImage Read(Stream stream, long length, DocumentBudget budget)
    {
        var bytes = new SequentialBytes(stream, length, budget);
        if (bytes.ReadByte() != 0xFF || bytes.ReadByte() != 0xD8)
        {
            throw Damaged();
        }

        var image = new JpegImage(bytes);
        while (image.ReadSegment(image.NextMarker(), budget))
        {
            budget.Charge();
        }

        return image._hasScan ? image : throw Damaged();
    }

    private int NextMarker()
    {
        while (_bytes.SkipPast(0xFF))
        {
            var marker = _bytes.ReadByte();
            while (marker == 0xFF)
            {
                marker = _bytes.ReadByte();
            }

            // A stuffed zero and restart markers belong to the entropy-coded data.
            if (marker is not (-1 or 0 or (>= 0xD0 and <= 0xD7)))
            {
                return marker;
            }
        }

        throw SequentialBytes.CutShort();
    }

    /// <summary>False at the end of the image.</summary>
    private bool ReadSegment(int marker, DocumentBudget budget)
    {
        switch (marker)
        {
            case 0xD9:
                return false;
            case 0x01 or 0xD8:
                return true;
            case >= 0xC0 and <= 0xCF and not 0xC4 and not 0xC8 and not 0xCC or 0xF7:
                ReadFrame(marker, Segment(), budget);
                return true;
            case 0xDA:
                _hasScan = Components > 0 ? true : throw Damaged();
                break;
            case 0xE0:
                ReadJfif(Segment());
                return true;
            case 0xE1:
                ReadExif(Segment());
                return true;
            case 0xEE:
                HasAdobeMarker |= Segment().AsSpan().StartsWith("Adobe"u8);
                return true;
        }

        Segment();
        return true;
    }

    private byte[] Segment()
    {
        Span<byte> length = stackalloc byte[2];
        _bytes.ReadExactly(length);
        var size = BinaryPrimitives.ReadUInt16BigEndian(length);
        var segment = new byte[size >= 2 ? size - 2 : throw Damaged()];
        _bytes.ReadExactly(segment);
        return segment;
    }

    private void ReadFrame(int marker, byte[] segment, DocumentBudget budget)
    {
        if (UnsupportedProcess(marker) is { } process)
        {
            throw Unsupported(process);
        }

        if (segment.Length < 6 || Components > 0 || segment.Length < 6 + (3 * segment[5]))
        {
            throw Damaged();
        }

        if (segment[0] != 8)
        {
            throw Unsupported($"{segment[0]} bits a sample");
        }

        Height = BinaryPrimitives.ReadUInt16BigEndian(segment.AsSpan(1));
        Width = BinaryPrimitives.ReadUInt16BigEndian(segment.AsSpan(3));
        Components = segment[5] is 1 or 3 or 4 ? segment[5] : throw Unsupported($"{segment[5]} colour components");
        _namedRgb = Components == 3 && segment[6] == 'R' && segment[9] == 'G' && segment[12] == 'B';
        if (Height == 0)
        {
            throw Unsupported("a height that is told only at the end");
        }

        ImageSize.Check(Width, Height, budget.Limits);
    }

    private static string? UnsupportedProcess(int marker) => marker switch
    {
        0xC0 or 0xC1 or 0xC2 => null,
        0xC3 => "the lossless process",
        0xF7 => "JPEG-LS",
        0xC5 or 0xC6 or 0xC7 => "the hierarchical process",
        _ => "arithmetic coding",
    };

    private void ReadJfif(ReadOnlySpan<byte> segment)
    {
        if (segment.Length < 12 || !segment.StartsWith("JFIF\0"u8))
        {
            return;
        }

        _hasJfifMarker = true;
        var x = BinaryPrimitives.ReadUInt16BigEndian(segment[8..]);
        var y = BinaryPrimitives.ReadUInt16BigEndian(segment[10..]);
        _jfifDensity = segment[7] switch
        {
            1 => ImageDensity.PerInch(x, y),
            2 => ImageDensity.PerCentimetre(x, y),
            _ => null,
        };
    }

    private void ReadExif(ReadOnlySpan<byte> segment)
    {
        if (segment.StartsWith("Exif\0\0"u8))
        {
            (Orientation, _exifDensity) = ExifSegment.Read(segment[6..]);
        }
    }

    private static DocumentException Damaged() =>
        new(DocumentRefusal.Damaged, "The JPEG is damaged; save it again and send the new file.");

    private static DocumentException Unsupported(string what) =>
        new(DocumentRefusal.UnsupportedImage, $"The JPEG uses {what}, which cannot be faxed; save it as an ordinary JPEG or as PNG.");
}
