namespace FhirFax.Fax.Documents.Pdf;

/// <summary>
/// Finds the objects of a file whose cross-reference cannot be followed by reading it from front to back.
/// Refuses a file whose last objects no trailer follows (its end, or the end of its last update, was never written or has been lost),
/// and one that has remains of objects between the others or whose own tables name more objects than there are.
/// </summary>
internal sealed class XrefScanner(ByteSource file, DocumentBudget budget, long headerOffset)
{
    private readonly XrefTable _table = new(budget);
    private readonly List<(int Number, long Offset)> _objectStreams = [];
    private PdfDictionary? _trailer;
    private PdfDictionary? _encryptedTrailer;
    private long _lastTrailer = -1;
    private long _lastObject = -1;
    private long _nextTrailerWord = -1;
    private long _endOfLastObject = headerOffset;
    private readonly ScanGap _gaps = new(file, budget);
    private long _objects;
    private long _usedEntries;

    /// <exception cref="DocumentException">The file is cut short, or has nothing that could be its root.</exception>
    public PdfStructure Scan()
    {
        long position = 0;
        for (long word; (word = file.IndexOf("obj"u8, position, budget)) >= 0;)
        {
            var start = StartOfObject(word);
            ReadTrailers(position, start < 0 ? word : start);
            position = start < 0 ? word + 3 : ReadNext(start, word + 3);
        }

        ReadTrailers(position, file.Length);
        if (_trailer is null || _lastObject > _lastTrailer)
        {
            throw PdfSyntax.CutShort();
        }

        var structure = new PdfStructure(_table, MergedTrailer(_trailer), Rebuilt: true);
        AddCompressed(structure);
        CheckNothingIsLost();
        return structure;
    }

    private long ReadNext(long start, long afterWord)
    {
        _gaps.Check(_endOfLastObject, start);
        return _endOfLastObject = ReadObject(start, afterWord);
    }

    /// <summary>Behind the last trailer, where programs and mail systems leave all kinds of things, remains do not count.</summary>
    private void CheckNothingIsLost()
    {
        _gaps.Check(_endOfLastObject, _lastTrailer);
        if (_gaps.FirstRemains < _lastTrailer || _gaps.UsedEntries + _usedEntries > _objects)
        {
            throw PdfSyntax.Damaged();
        }
    }

    /// <summary>Where the number of <c>N G obj</c> starts, or -1 when the word does not end such a phrase.</summary>
    private long StartOfObject(long word)
    {
        var afterGeneration = SkipBack(word, PdfSyntax.IsWhiteSpace, 16);
        var generation = SkipBack(afterGeneration, PdfSyntax.IsDigit, 5);
        var afterNumber = SkipBack(generation, PdfSyntax.IsWhiteSpace, 16);
        var number = SkipBack(afterNumber, PdfSyntax.IsDigit, 10);
        return afterGeneration < word && generation < afterGeneration && afterNumber < generation && number < afterNumber ? number : -1;
    }

    private long SkipBack(long position, Func<int, bool> isSkipped, int most)
    {
        var least = position - most;
        while (position > least && isSkipped(file.At(position - 1)))
        {
            position--;
        }

        return position;
    }

    /// <summary>Notes the object at <paramref name="start"/> and gives the offset to go on from.</summary>
    private long ReadObject(long start, long afterWord)
    {
        budget.ChargeObject();
        try
        {
            if (IndirectObject.Read(file, start, budget) is not { } found)
            {
                return afterWord;
            }

            var isXref = found.Value is PdfStream { Dictionary: var dictionary } && dictionary["Type"].Name == "XRef";
            _lastObject = isXref ? _lastObject : start;
            var end = found.Value is PdfStream stream ? ReadStream(stream, start) : found.End;
            _table.AddNewer(found.Number, XrefEntry.At(start));
            _objects++;
            return end;
        }
        catch (DocumentException e) when (e.Reason == DocumentRefusal.Damaged)
        {
            Lose(start);
            return afterWord;
        }
    }

    private long ReadStream(PdfStream stream, long start)
    {
        var end = PdfStreamData.FindEnd(file, stream.DataOffset, Length(stream.Dictionary), budget);
        switch (stream.Dictionary["Type"].Name)
        {
            case "XRef":
                Note(stream.Dictionary, start);
                _usedEntries += XrefStreamEntries.Read(file, stream, end, baseOffset: 0, new XrefTable(budget), budget);
                break;
            case "ObjStm":
                _objectStreams.Add((stream.Number, start));
                break;
        }

        return end;
    }

    private long? Length(PdfDictionary dictionary)
    {
        if (dictionary["Length"] is not PdfReference { Number: var number })
        {
            return dictionary["Length"].Integer;
        }

        return _table[number] is { Kind: XrefKind.Offset, Location: var offset } ? IndirectObject.Read(file, offset, budget)?.Value.Integer : null;
    }

    /// <summary>An unreadable object must not let an older one of its number take its place.</summary>
    private void Lose(long start)
    {
        _lastObject = start;
        var parser = new PdfParser(file, budget) { Position = start };
        if (parser.TryReadUnsigned(out var number) && number <= IndirectObject.MaxNumber)
        {
            _table.AddNewer((int)number, XrefEntry.Free);
        }
    }

    private void ReadTrailers(long from, long to)
    {
        while (true)
        {
            if (_nextTrailerWord < from)
            {
                var found = file.IndexOf("trailer"u8, from, budget);
                _nextTrailerWord = found < 0 ? long.MaxValue : found;
            }

            if (_nextTrailerWord >= to)
            {
                return;
            }

            ReadTrailer(_nextTrailerWord);
            from = _nextTrailerWord + 1;
        }
    }

    private void ReadTrailer(long word)
    {
        try
        {
            var parser = new PdfParser(file, budget) { Position = word + "trailer".Length };
            if (parser.Read() is PdfDictionary trailer)
            {
                Note(trailer, word);
            }
        }
        catch (DocumentException e) when (e.Reason == DocumentRefusal.Damaged)
        {
            // Not a trailer after all; without a sound one the file is refused.
        }
    }

    private void Note(PdfDictionary trailer, long offset)
    {
        _lastTrailer = Math.Max(_lastTrailer, offset);
        _trailer = trailer.Has("Root") || _trailer is null ? trailer : _trailer;
        _encryptedTrailer = trailer.Has("Encrypt") ? trailer : _encryptedTrailer;
    }

    /// <summary>No update takes encryption away, so it counts even when the newest trailer does not repeat it.</summary>
    private PdfDictionary MergedTrailer(PdfDictionary trailer)
    {
        if (_encryptedTrailer is null || trailer.Has("Encrypt"))
        {
            return trailer;
        }

        return new PdfDictionary(new Dictionary<string, PdfValue>(trailer.Entries)
        {
            ["Encrypt"] = _encryptedTrailer["Encrypt"],
            ["ID"] = _encryptedTrailer["ID"],
        });
    }

    private void AddCompressed(PdfStructure structure)
    {
        var document = new PdfDocument(file, structure, budget);
        foreach (var (container, offset) in _objectStreams)
        {
            if (_table[container] != XrefEntry.At(offset))
            {
                // What it held has been replaced; that its own table counts it must not look like a loss.
                _usedEntries = long.MinValue / 2;
                continue;
            }

            var numbers = document.OpenObjectStream(container).Numbers;
            _objects += numbers.Count;
            for (var i = 0; i < numbers.Count; i++)
            {
                if (_table[numbers[i]] is not { Kind: XrefKind.Offset or XrefKind.Free } known || (known.Kind == XrefKind.Offset && known.Location < offset))
                {
                    _table.AddNewer(numbers[i], XrefEntry.In(container, i));
                }
            }
        }
    }
}
