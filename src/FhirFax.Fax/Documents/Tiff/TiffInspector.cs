namespace FhirFax.Fax.Documents.Tiff;

/// <summary>
/// Counts the pages of a received TIFF (TIFF 6.0, and TIFF/F for fax: MH, MR and MMR) and makes sure that every one has its image in the file. The images are not decoded.
/// </summary>
public static class TiffInspector
{
    private const ushort NewSubfileType = 254;
    private const ushort ImageWidth = 256;
    private const ushort ImageLength = 257;
    private const ushort Compression = 259;
    private const ushort StripOffsets = 273;
    private const ushort StripByteCounts = 279;
    private const ushort TileOffsets = 324;
    private const ushort TileByteCounts = 325;

    private const ulong ReducedImage = 1;
    private const ulong TransparencyMask = 4;
    private const ulong Uncompressed = 1;

    /// <summary>None, MH, MR (T.4), MMR (T.6), LZW, JPEG (old and new), Deflate (both numbers), JBIG, PackBits.</summary>
    private static readonly ulong[] Compressions = [Uncompressed, 2, 3, 4, 5, 6, 7, 8, 9, 32773, 32946, 34661];

    /// <summary>Says how many pages the TIFF file that starts at position 0 has; refused when it is not whole or unlike any fax.</summary>
    /// <param name="content">Readable and seekable; read synchronously, left open, its position undefined afterwards.</param>
    public static Task<DocumentInspection> InspectAsync(Stream content, long length, CancellationToken cancellationToken) =>
        Task.Run(() => Inspect(content, length, new DocumentBudget(DocumentLimits.Default, TimeProvider.System, cancellationToken)), cancellationToken);

    internal static DocumentInspection Inspect(Stream content, long length, DocumentBudget budget)
    {
        try
        {
            return new DocumentInspection.Usable(DocumentType.Tiff, CountPages(TiffFile.Open(content, length), budget));
        }
        catch (DocumentException refusal)
        {
            return new DocumentInspection.Refused(refusal.Reason, refusal.Message);
        }
    }

    private static int CountPages(TiffFile file, DocumentBudget budget)
    {
        var seen = new HashSet<ulong>();
        var pages = 0;
        for (var offset = file.FirstDirectory; offset != 0;)
        {
            if (!seen.Add(offset) || seen.Count > budget.Limits.Pages)
            {
                throw TiffFile.Damaged();
            }

            budget.CheckTime();
            var directory = TiffDirectory.Read(file, offset);
            pages += IsPage(directory) ? 1 : 0;
            Check(file, directory);
            offset = directory.Next;
        }

        return pages > 0 ? pages : throw TiffFile.Damaged();
    }

    // Thumbnails and masks belong to the page before.
    private static bool IsPage(TiffDirectory directory) => ((directory.Number(NewSubfileType) ?? 0) & (ReducedImage | TransparencyMask)) == 0;

    private static void Check(TiffFile file, TiffDirectory directory)
    {
        if (directory.Number(ImageWidth) is null or 0 || directory.Number(ImageLength) is null or 0)
        {
            throw TiffFile.Damaged();
        }

        if (!Compressions.Contains(directory.Number(Compression) ?? Uncompressed))
        {
            throw new DocumentException(DocumentRefusal.UnsupportedType, "The TIFF file is compressed in a way that is not known.");
        }

        var (offsets, counts) = (directory.Numbers(StripOffsets), directory.Numbers(StripByteCounts));
        if (offsets.Length == 0)
        {
            (offsets, counts) = (directory.Numbers(TileOffsets), directory.Numbers(TileByteCounts));
        }

        if (offsets.Length == 0 || counts.Length != offsets.Length)
        {
            throw TiffFile.Damaged();
        }

        for (var i = 0; i < offsets.Length; i++)
        {
            if (!file.Holds(offsets[i], counts[i]))
            {
                throw TiffFile.Damaged();
            }
        }
    }
}
