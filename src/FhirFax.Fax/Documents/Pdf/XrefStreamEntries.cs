namespace FhirFax.Fax.Documents.Pdf;

/// <summary>The entries of a cross-reference stream (ISO 32000-1, 7.5.8).</summary>
internal static class XrefStreamEntries
{
    /// <summary>Unpacks the stream that ends at <paramref name="end"/>, adds its entries to <paramref name="table"/> as older than those it holds, and gives how many are in use.</summary>
    public static int Read(ByteSource file, PdfStream stream, long end, long baseOffset, XrefTable table, DocumentBudget budget)
    {
        var raw = PdfStreamData.ReadRaw(file, stream.DataOffset, end, budget);
        var (filters, parameters) = StreamFilters.Of(stream.Dictionary, value => value);
        return Read(PdfStreamData.Decode(raw, filters, parameters, budget), stream.Dictionary, baseOffset, table);
    }

    private static int Read(ReadOnlySpan<byte> data, PdfDictionary dictionary, long baseOffset, XrefTable table)
    {
        var used = 0;
        var widths = Widths(dictionary["W"]);
        var entryLength = widths[0] + widths[1] + widths[2];
        foreach (var (first, count) in Subsections(dictionary))
        {
            for (var number = first; number < first + count; number++)
            {
                if (data.Length < entryLength || number > IndirectObject.MaxNumber)
                {
                    throw PdfSyntax.Damaged();
                }

                var entry = Entry(data[..entryLength], widths, baseOffset);
                used += entry.Kind == XrefKind.Free ? 0 : 1;
                table.AddOlder((int)number, entry);
                data = data[entryLength..];
            }
        }

        return used;
    }

    private static XrefEntry Entry(ReadOnlySpan<byte> data, int[] widths, long baseOffset)
    {
        var kind = widths[0] == 0 ? 1 : Number(data[..widths[0]]);
        var second = Number(data.Slice(widths[0], widths[1]));
        var third = Number(data.Slice(widths[0] + widths[1], widths[2]));
        return kind switch
        {
            1 => XrefEntry.At(second + baseOffset),
            2 => XrefEntry.In(second, (int)Math.Min(third, int.MaxValue)),
            _ => XrefEntry.Free,
        };
    }

    private static int[] Widths(PdfValue value)
    {
        if (value is not PdfArray { Items: { Count: >= 3 } items })
        {
            throw PdfSyntax.Damaged();
        }

        var widths = new int[3];
        for (var i = 0; i < 3; i++)
        {
            widths[i] = items[i].Integer is >= 0 and <= 7 and var width ? (int)width : throw PdfSyntax.Damaged();
        }

        return widths[0] + widths[1] + widths[2] > 0 ? widths : throw PdfSyntax.Damaged();
    }

    private static List<(long First, long Count)> Subsections(PdfDictionary dictionary)
    {
        if (dictionary["Index"] is not PdfArray { Items: var items })
        {
            return [(0, dictionary["Size"].Integer ?? throw PdfSyntax.Damaged())];
        }

        var subsections = new List<(long, long)>();
        for (var i = 0; i + 1 < items.Count; i += 2)
        {
            if (items[i].Integer is not (>= 0 and <= IndirectObject.MaxNumber and var first) || items[i + 1].Integer is not { } count)
            {
                throw PdfSyntax.Damaged();
            }

            subsections.Add((first, count));
        }

        return subsections;
    }

    private static long Number(ReadOnlySpan<byte> bytes)
    {
        var value = 0L;
        foreach (var b in bytes)
        {
            value = (value << 8) | b;
        }

        return value;
    }
}
