using System.Buffers.Binary;

namespace FhirFax.Fax.Documents.Images;

/// <summary>The two facts of an Exif segment that change how a picture is shown. A broken segment says nothing.</summary>
internal readonly record struct ExifSegment(int Orientation, ImageDensity? Density)
{
    private const int OrientationTag = 0x0112;
    private const int XResolutionTag = 0x011A;
    private const int YResolutionTag = 0x011B;
    private const int ResolutionUnitTag = 0x0128;

    /// <summary>Reads the TIFF structure that follows <c>Exif\0\0</c>.</summary>
    public static ExifSegment Read(ReadOnlySpan<byte> tiff)
    {
        var none = new ExifSegment(1, null);
        if (tiff.Length < 8 || !(tiff.StartsWith("II*\0"u8) || tiff.StartsWith("MM\0*"u8)))
        {
            return none;
        }

        var little = tiff[0] == 'I';
        var directory = U32(tiff, 4, little);
        if (directory > tiff.Length - 2)
        {
            return none;
        }

        return ReadDirectory(tiff, (int)directory, little);
    }

    private static ExifSegment ReadDirectory(ReadOnlySpan<byte> tiff, int at, bool little)
    {
        int orientation = 1, unit = 2;
        double x = 0, y = 0;
        var count = U16(tiff, at, little);
        for (var entry = at + 2; count > 0 && entry <= tiff.Length - 12; count--, entry += 12)
        {
            switch (U16(tiff, entry, little))
            {
                case OrientationTag:
                    orientation = U16(tiff, entry + 8, little);
                    break;
                case XResolutionTag:
                    x = Rational(tiff, entry, little);
                    break;
                case YResolutionTag:
                    y = Rational(tiff, entry, little);
                    break;
                case ResolutionUnitTag:
                    unit = U16(tiff, entry + 8, little);
                    break;
            }
        }

        var density = unit == 3 ? ImageDensity.PerCentimetre(x, y) : ImageDensity.PerInch(x, y);
        return new ExifSegment(orientation is >= 1 and <= 8 ? orientation : 1, unit is 2 or 3 ? density : null);
    }

    private static double Rational(ReadOnlySpan<byte> tiff, int entry, bool little)
    {
        var at = U32(tiff, entry + 8, little);
        if (at > tiff.Length - 8)
        {
            return 0;
        }

        var denominator = U32(tiff, (int)at + 4, little);
        return denominator == 0 ? 0 : U32(tiff, (int)at, little) / (double)denominator;
    }

    private static int U16(ReadOnlySpan<byte> bytes, int at, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]) : BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]);

    private static long U32(ReadOnlySpan<byte> bytes, int at, bool little) =>
        little ? BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]) : BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]);
}
