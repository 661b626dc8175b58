using System.Buffers;
using System.Text.RegularExpressions;

namespace FhirFax.EFax.Sandbox.Documents;

/// <summary>Counts pages by looking, not by parsing: good enough for an emulator's <c>pages</c> member.</summary>
internal static partial class PageCount
{
    private const int Block = 1 << 20;
    private const int Overlap = 64;

    /// <summary>Page objects of a PDF whose objects are in plain sight; null for anything else.</summary>
    public static int? Of(string path)
    {
        using var file = File.OpenRead(path);
        var buffer = ArrayPool<byte>.Shared.Rent(Block + Overlap);
        try
        {
            var (kept, count, isFirst) = (0, 0, true);
            while (true)
            {
                var read = file.ReadAtLeast(buffer.AsSpan(kept, Block), Block, throwOnEndOfStream: false);
                var filled = kept + read;
                var text = System.Text.Encoding.Latin1.GetString(buffer, 0, filled);
                if (isFirst && !text.AsSpan(0, Math.Min(text.Length, 1024)).Contains("%PDF-", StringComparison.Ordinal))
                {
                    return null;
                }

                isFirst = false;
                var isLast = read < Block;

                // A match that starts in the overlap is left to the next block, which sees it whole.
                var end = isLast ? filled : filled - Overlap;
                foreach (var match in PageObject().EnumerateMatches(text))
                {
                    count += match.Index < end ? 1 : 0;
                }

                if (isLast)
                {
                    return count == 0 ? null : count;
                }

                buffer.AsSpan(end, Overlap).CopyTo(buffer);
                kept = Overlap;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    [GeneratedRegex(@"/Type\s{0,8}/Page(?![A-Za-z])", RegexOptions.CultureInvariant)]
    private static partial Regex PageObject();
}
