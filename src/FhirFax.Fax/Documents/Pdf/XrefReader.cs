namespace FhirFax.Fax.Documents.Pdf;

/// <summary>Follows the cross-reference sections of a file from <c>startxref</c> back through <c>Prev</c>: tables, streams and both mixed.</summary>
internal sealed class XrefReader(ByteSource file, DocumentBudget budget, long headerOffset)
{
    private const int TailLength = 2048;
    private const int MaxSections = 4096;
    private readonly XrefTable _table = new(budget);
    private readonly HashSet<long> _visited = [];
    private PdfDictionary? _trailer;

    /// <summary>Offsets count from the header in files with something before it, but some writers count from the first byte.</summary>
    private long _base = headerOffset;

    /// <exception cref="DocumentException">The cross-reference cannot be followed; a scan may still find everything.</exception>
    public PdfStructure Read()
    {
        var start = FindStart();
        if (_base > 0 && !IsSection(start + _base) && IsSection(start))
        {
            _base = 0;
        }

        long? next = start;
        while (next is { } offset)
        {
            next = ReadSection(offset, isSupplement: false);
        }

        return _trailer is null ? throw PdfSyntax.Damaged() : new PdfStructure(_table, _trailer, Rebuilt: false);
    }

    /// <summary>The number after the last <c>startxref</c>. Objects after it mean an update that was not written to its end.</summary>
    private long FindStart()
    {
        var end = TrimmedEnd();
        var from = Math.Max(0, end - TailLength);
        var tail = new byte[end - from];
        var read = file.Read(from, tail);
        var found = tail.AsSpan(0, read).LastIndexOf("startxref"u8);
        if (found < 0 || tail.AsSpan(found).IndexOf(" obj"u8) >= 0)
        {
            throw PdfSyntax.Damaged();
        }

        var parser = new PdfParser(file, budget) { Position = from + found + "startxref".Length };
        return parser.TryReadUnsigned(out var offset) ? offset : throw PdfSyntax.Damaged();
    }

    private long TrimmedEnd()
    {
        var end = file.Length;
        while (end > 0 && PdfSyntax.IsWhiteSpace(file.At(end - 1)))
        {
            end--;
            budget.Charge();
        }

        return end;
    }

    private bool IsSection(long offset)
    {
        var parser = new PdfParser(file, budget) { Position = offset };
        return parser.TrySkip("xref"u8)
            || (parser.TryReadUnsigned(out _) && parser.TryReadUnsigned(out _) && parser.TrySkip("obj"u8));
    }

    /// <summary>Reads one section and gives the offset of the one before it, null at the oldest.</summary>
    private long? ReadSection(long offset, bool isSupplement)
    {
        if (!_visited.Add(offset) || _visited.Count > MaxSections)
        {
            throw PdfSyntax.Damaged();
        }

        var parser = new PdfParser(file, budget) { Position = offset + _base };
        var trailer = !isSupplement && parser.TrySkip("xref"u8) ? ReadTable(parser) : ReadStream(offset + _base);
        if (!isSupplement)
        {
            _trailer ??= trailer;
        }

        return trailer["Prev"].Integer is > 0 and var previous ? previous : null;
    }

    private PdfDictionary ReadTable(PdfParser parser)
    {
        var free = new List<int>();
        while (!parser.TrySkip("trailer"u8))
        {
            if (!parser.TryReadUnsigned(out var first) || !parser.TryReadUnsigned(out var count) || first > IndirectObject.MaxNumber)
            {
                throw PdfSyntax.Damaged();
            }

            ReadSubsection(parser, first, count, free);
        }

        var trailer = parser.Read() as PdfDictionary ?? throw PdfSyntax.Damaged();
        if (trailer["XRefStm"].Integer is { } supplement)
        {
            ReadSection(supplement, isSupplement: true);
        }

        // A hybrid file hides from old readers, as free, the objects that its stream supplies: the stream is asked first.
        foreach (var number in free)
        {
            _table.AddOlder(number, XrefEntry.Free);
        }

        return trailer;
    }

    private void ReadSubsection(PdfParser parser, long first, long count, List<int> free)
    {
        for (var number = first; number < first + count; number++)
        {
            if (!parser.TryReadUnsigned(out var offset) || !parser.TryReadUnsigned(out _) || number > IndirectObject.MaxNumber)
            {
                throw PdfSyntax.Damaged();
            }

            if (parser.TrySkip("n"u8))
            {
                _table.AddOlder((int)number, XrefEntry.At(offset + _base));
            }
            else if (parser.TrySkip("f"u8) && free.Count < budget.Limits.Objects)
            {
                free.Add((int)number);
            }
            else
            {
                throw PdfSyntax.Damaged();
            }
        }
    }

    private PdfDictionary ReadStream(long offset)
    {
        if (IndirectObject.Read(file, offset, budget) is not { Value: PdfStream stream })
        {
            throw PdfSyntax.Damaged();
        }

        var end = PdfStreamData.FindEnd(file, stream.DataOffset, stream.Dictionary["Length"].Integer, budget);
        XrefStreamEntries.Read(file, stream, end, _base, _table, budget);
        return stream.Dictionary;
    }
}
