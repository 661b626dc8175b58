namespace FhirFax.Fax.Documents.Images;

/// <summary>Samples of 1, 2, 4, 8 or 16 bits in a row of bytes, the first in the highest bits.</summary>
internal static class PackedSamples
{
    public static int Get(ReadOnlySpan<byte> row, int index, int bits)
    {
        switch (bits)
        {
            case 16:
                return (row[index * 2] << 8) | row[(index * 2) + 1];
            case 8:
                return row[index];
            default:
                var bit = index * bits;
                return (row[bit >> 3] >> (8 - bits - (bit & 7))) & ((1 << bits) - 1);
        }
    }

    public static void Set(Span<byte> row, int index, int bits, int value)
    {
        switch (bits)
        {
            case 16:
                row[index * 2] = (byte)(value >> 8);
                row[(index * 2) + 1] = (byte)value;
                break;
            case 8:
                row[index] = (byte)value;
                break;
            default:
                var bit = index * bits;
                var shift = 8 - bits - (bit & 7);
                row[bit >> 3] = (byte)((row[bit >> 3] & ~(((1 << bits) - 1) << shift)) | (value << shift));
                break;
        }
    }
}
