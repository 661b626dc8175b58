namespace FhirFax.Fax.Documents;

/// <summary>Tells a document's type by its bytes alone; names and declared content types are not asked.</summary>
public static class DocumentSniffer
{
    /// <summary>How many leading bytes <see cref="Sniff"/> can make use of.</summary>
    public const int HeadLength = MaxLeadingJunk + 5;

    /// <summary>Bytes that may stand before <c>%PDF-</c>, as every common reader allows.</summary>
    internal const int MaxLeadingJunk = 1024;

    /// <summary>The type that <paramref name="head"/>, the document's first bytes (<see cref="HeadLength"/> of them, or all when there are fewer), belongs to; null when it is none we know.</summary>
    public static DocumentType? Sniff(ReadOnlySpan<byte> head) =>
        SniffImage(head) ?? (PdfHeaderOffset(head) >= 0 ? DocumentType.Pdf : null);

    /// <summary>Where <c>%PDF-</c> stands in <paramref name="head"/>, or -1 when it does not start within the allowed junk.</summary>
    internal static int PdfHeaderOffset(ReadOnlySpan<byte> head) =>
        head[..Math.Min(head.Length, HeadLength)].IndexOf("%PDF-"u8);

    private static DocumentType? SniffImage(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith(PngSignature))
        {
            return DocumentType.Png;
        }

        if (head.StartsWith(JpegStart))
        {
            return DocumentType.Jpeg;
        }

        return IsTiff(head) ? DocumentType.Tiff : null;
    }

    private static bool IsTiff(ReadOnlySpan<byte> head) =>
        head.StartsWith("II*\0"u8) || head.StartsWith("MM\0*"u8) || head.StartsWith("II+\0"u8) || head.StartsWith("MM\0+"u8);

    private static ReadOnlySpan<byte> JpegStart => [0xFF, 0xD8, 0xFF];

    internal static ReadOnlySpan<byte> PngSignature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];
}
