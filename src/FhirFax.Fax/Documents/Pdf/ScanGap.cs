namespace FhirFax.Fax.Documents.Pdf;

/// <summary>Judges what stands between the objects of a scanned file: cross-reference tables, trailers and comments belong there, anything else may be the remains of an object.</summary>
internal sealed class ScanGap(ByteSource file, DocumentBudget budget)
{
    private const int MaxWord = 24;

    /// <summary>The offset of the first byte found that does not belong between objects; the highest number there is when none was found.</summary>
    public long FirstRemains { get; private set; } = long.MaxValue;

    /// <summary>Objects that the tables found name as in use.</summary>
    public long UsedEntries { get; private set; }

    /// <summary>Looks at what stands from <paramref name="from"/> to <paramref name="to"/>.</summary>
    public void Check(long from, long to)
    {
        var position = from;
        while (position < to)
        {
            budget.Charge();
            var c = file.At(position);
            if (c == '%')
            {
                position = EndOfComment(position, to);
            }
            else if (PdfSyntax.IsWhiteSpace(c) && c != 0)
            {
                position++;
            }
            else
            {
                var end = EndOfWord(position, to);
                if (end < 0)
                {
                    FirstRemains = Math.Min(FirstRemains, position);
                    return;
                }

                position = end;
            }
        }
    }

    private long EndOfComment(long position, long to)
    {
        while (position < to && file.At(position) is not (10 or 13))
        {
            position++;
            budget.Charge();
        }

        return position;
    }

    /// <summary>Where the word that starts at <paramref name="position"/> ends, a trailer with its dictionary; -1 when no such word belongs here.</summary>
    private long EndOfWord(long position, long to)
    {
        Span<byte> word = stackalloc byte[MaxWord];
        var length = 0;
        while (length < MaxWord && position + length < to && PdfSyntax.IsRegular(file.At(position + length)))
        {
            word[length] = (byte)file.At(position + length);
            length++;
        }

        word = word[..length];
        if (word.SequenceEqual("trailer"u8))
        {
            return EndOfTrailer(position + length);
        }

        UsedEntries += word.SequenceEqual("n"u8) ? 1 : 0;
        var belongs = length > 0 && (!word.ContainsAnyExceptInRange((byte)'0', (byte)'9')
            || word.SequenceEqual("endobj"u8) || word.SequenceEqual("endstream"u8) || word.SequenceEqual("xref"u8)
            || word.SequenceEqual("startxref"u8) || word.SequenceEqual("n"u8) || word.SequenceEqual("f"u8));
        return belongs ? position + length : -1;
    }

    private long EndOfTrailer(long position)
    {
        try
        {
            var parser = new PdfParser(file, budget) { Position = position };
            return parser.Read() is PdfDictionary ? parser.Position : -1;
        }
        catch (DocumentException e) when (e.Reason == DocumentRefusal.Damaged)
        {
            return -1;
        }
    }
}
