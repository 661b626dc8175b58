using System.IO.Compression;

namespace FhirFax.Fax.Documents.Pdf;

/// <summary>Finds where a stream's data ends, and unpacks the streams that hold a PDF's structure.</summary>
internal static class PdfStreamData
{
    /// <summary>The end of the data (exclusive). <paramref name="length"/> is believed when <c>endstream</c> follows, else that word is looked for.</summary>
    /// <exception cref="DocumentException">The stream has no end: the file is cut short.</exception>
    public static long FindEnd(ByteSource source, long dataOffset, long? length, DocumentBudget budget)
    {
        if (length is >= 0 and var believed && believed <= source.Length - dataOffset && EndsAt(source, dataOffset + believed))
        {
            return dataOffset + believed;
        }

        // The line end before the word stays: it may be data, and no filter minds one too many.
        var end = source.IndexOf("endstream"u8, dataOffset, budget);
        return end >= 0 ? end : throw PdfSyntax.CutShort();
    }

    /// <summary>The stored bytes from <paramref name="start"/> to <paramref name="end"/>.</summary>
    public static byte[] ReadRaw(ByteSource source, long start, long end, DocumentBudget budget)
    {
        if (end - start > budget.Limits.StreamBytes)
        {
            throw DocumentBudget.TooComplex("one of its streams is too long");
        }

        var raw = new byte[end - start];
        budget.Charge(raw.Length / 64);
        return source.Read(start, raw) == raw.Length ? raw : throw PdfSyntax.CutShort();
    }

    /// <summary>Undoes the filters of a structure stream: <c>FlateDecode</c> with its predictors, which is all that writers use there.</summary>
    /// <param name="raw">The data, decrypted.</param>
    /// <param name="filters">Names of the filters in order of decoding.</param>
    /// <param name="parameters">Their parameters, a dictionary or <see cref="PdfValue.Null"/> each, resolved.</param>
    /// <param name="budget">Bounds the result.</param>
    public static byte[] Decode(byte[] raw, IReadOnlyList<string> filters, IReadOnlyList<PdfDictionary?> parameters, DocumentBudget budget)
    {
        var data = raw;
        for (var i = 0; i < filters.Count; i++)
        {
            data = filters[i] switch
            {
                "FlateDecode" or "Fl" => Predictor.Undo(Inflate(data, budget), i < parameters.Count ? parameters[i] : null),
                "Crypt" => data,
                _ => throw PdfSyntax.Damaged(),
            };
        }

        return data;
    }

    /// <summary>Unpacks page content only to see that it can be.</summary>
    /// <exception cref="DocumentException">It cannot: the page would come out blank or incomplete.</exception>
    public static void CheckInflates(byte[] raw, DocumentBudget budget)
    {
        using var input = new EndWatch(new MemoryStream(raw, writable: false));
        using var zlib = new ZLibStream(input, CompressionMode.Decompress);
        var block = new byte[16_384];
        try
        {
            for (int read; (read = zlib.Read(block)) > 0;)
            {
                if (!budget.TryChargeContent(read))
                {
                    return;
                }
            }
        }
        catch (Exception e) when (input.IsDataFault(e))
        {
            throw PdfSyntax.Damaged();
        }

        if (input.WantedMore)
        {
            throw PdfSyntax.Damaged();
        }
    }

    private static bool EndsAt(ByteSource source, long position)
    {
        for (var i = 0; i < 4 && PdfSyntax.IsWhiteSpace(source.At(position)); i++)
        {
            position++;
        }

        return source.Matches(position, "endstream"u8);
    }

    private static byte[] Inflate(byte[] data, DocumentBudget budget)
    {
        using var input = new EndWatch(new MemoryStream(data, writable: false));
        using var zlib = new ZLibStream(input, CompressionMode.Decompress);
        using var output = new MemoryStream();
        var block = new byte[16_384];
        try
        {
            for (int read; (read = zlib.Read(block)) > 0;)
            {
                budget.ChargeUnpacked(read);
                if (output.Length + read > budget.Limits.StreamBytes)
                {
                    throw DocumentBudget.TooComplex("one of its streams unpacks to too much data");
                }

                output.Write(block, 0, read);
            }
        }
        catch (Exception e) when (input.IsDataFault(e))
        {
            throw PdfSyntax.Damaged();
        }

        return input.WantedMore ? throw PdfSyntax.Damaged() : output.ToArray();
    }
}
