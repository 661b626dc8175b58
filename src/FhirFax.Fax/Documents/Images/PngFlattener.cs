namespace FhirFax.Fax.Documents.Images;

/// <summary>Lays a transparent PNG on white paper, row by row, keeping the depth of its samples. An opaque image passes as it is.</summary>
internal sealed class PngFlattener
{
    private readonly PngImage _image;
    private readonly int _transparentGrey;
    private readonly (int Red, int Green, int Blue) _transparentColor;
    private readonly byte[] _flat;

    public PngFlattener(PngImage image)
    {
        _image = image;
        Channels = image.Color switch
        {
            PngColor.Grey or PngColor.GreyAlpha => 1,
            PngColor.Palette when image.Transparency is null => 1,
            _ => 3,
        };
        var key = image.Transparency;
        _transparentGrey = image.Color == PngColor.Grey && key is not null ? PackedSamples.Get(key, 0, 16) & White : -1;
        _transparentColor = image.Color == PngColor.Rgb && key is not null
            ? (PackedSamples.Get(key, 0, 16) & White, PackedSamples.Get(key, 1, 16) & White, PackedSamples.Get(key, 2, 16) & White)
            : (-1, -1, -1);
        _flat = new byte[(((long)image.Width * Channels * BitDepth) + 7) / 8];
    }

    /// <summary>Samples of a pixel afterwards: 1 or 3.</summary>
    public int Channels { get; }

    /// <summary>Bits of a sample afterwards.</summary>
    public int BitDepth => _image.Color == PngColor.Palette && Channels == 3 ? 8 : _image.BitDepth;

    /// <summary>Bytes of a row afterwards.</summary>
    public int RowBytes => _flat.Length;

    private int White => (1 << _image.BitDepth) - 1;

    /// <summary>The opaque row; overwritten by the next call.</summary>
    public ReadOnlySpan<byte> Flatten(ReadOnlySpan<byte> row)
    {
        if (!_image.IsTransparent)
        {
            return row;
        }

        for (var x = 0; x < _image.Width; x++)
        {
            switch (_image.Color)
            {
                case PngColor.Palette:
                    FlattenIndex(row, x);
                    break;
                case PngColor.Grey:
                    var grey = PackedSamples.Get(row, x, _image.BitDepth);
                    PackedSamples.Set(_flat, x, _image.BitDepth, grey == _transparentGrey ? White : grey);
                    break;
                case PngColor.Rgb:
                    FlattenKeyed(row, x);
                    break;
                default:
                    FlattenAlpha(row, x);
                    break;
            }
        }

        return _flat;
    }

    private void FlattenIndex(ReadOnlySpan<byte> row, int x)
    {
        var index = PackedSamples.Get(row, x, _image.BitDepth);
        var alpha = index < _image.Transparency!.Length ? _image.Transparency[index] : 255;
        for (var c = 0; c < 3; c++)
        {
            var at = (index * 3) + c;
            // An index beyond the palette is black, as common readers have it.
            var sample = at < _image.Palette.Length ? _image.Palette[at] : 0;
            _flat[(x * 3) + c] = (byte)OnWhite(sample, alpha, 255);
        }
    }

    private void FlattenKeyed(ReadOnlySpan<byte> row, int x)
    {
        var depth = _image.BitDepth;
        var red = PackedSamples.Get(row, x * 3, depth);
        var green = PackedSamples.Get(row, (x * 3) + 1, depth);
        var blue = PackedSamples.Get(row, (x * 3) + 2, depth);
        if ((red, green, blue) == _transparentColor)
        {
            red = green = blue = White;
        }

        PackedSamples.Set(_flat, x * 3, depth, red);
        PackedSamples.Set(_flat, (x * 3) + 1, depth, green);
        PackedSamples.Set(_flat, (x * 3) + 2, depth, blue);
    }

    private void FlattenAlpha(ReadOnlySpan<byte> row, int x)
    {
        var depth = _image.BitDepth;
        var first = x * (Channels + 1);
        var alpha = PackedSamples.Get(row, first + Channels, depth);
        for (var c = 0; c < Channels; c++)
        {
            PackedSamples.Set(_flat, (x * Channels) + c, depth, OnWhite(PackedSamples.Get(row, first + c, depth), alpha, White));
        }
    }

    private static int OnWhite(int sample, int alpha, int white) =>
        (int)((((long)sample * alpha) + ((long)white * (white - alpha)) + (white / 2)) / white);
}
