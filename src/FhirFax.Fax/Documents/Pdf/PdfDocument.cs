namespace FhirFax.Fax.Documents.Pdf;

/// <summary>Looks objects up by number, unpacking the object streams that hold some of them.</summary>
internal sealed class PdfDocument
{
    private const int MaxReferenceHops = 16;
    private const int MaxNestedLoads = 24;
    private readonly ByteSource _file;
    private readonly DocumentBudget _budget;
    private readonly ObjectStreamCache _objectStreams = new();
    private readonly StandardSecurityHandler? _security;
    private int _nestedLoads;

    /// <exception cref="DocumentException">The document is encrypted and the empty password does not open it.</exception>
    public PdfDocument(ByteSource file, PdfStructure structure, DocumentBudget budget)
    {
        _file = file;
        _budget = budget;
        Structure = structure;
        _security = OpenSecurity();
    }

    public PdfStructure Structure { get; }

    /// <summary>The value itself, or what its reference leads to; <see cref="PdfValue.Null"/> where that is not there.</summary>
    public PdfValue Resolve(PdfValue value)
    {
        for (var hops = 0; value is PdfReference reference; hops++)
        {
            if (hops == MaxReferenceHops)
            {
                throw PdfSyntax.Damaged();
            }

            value = Load(reference.Number) ?? PdfValue.Null;
        }

        return value;
    }

    /// <summary>The object of that number, or null when the file has none.</summary>
    /// <exception cref="DocumentException">The file should have it, but it is not where it should be.</exception>
    public PdfValue? Load(int number)
    {
        _budget.ChargeObject();
        if (++_nestedLoads > MaxNestedLoads)
        {
            throw PdfSyntax.Damaged();
        }

        try
        {
            var entry = Structure.Table[number];
            return entry.Kind switch
            {
                XrefKind.Offset => LoadAt(entry.Location, number),
                XrefKind.Compressed => LoadCompressed(entry, number),
                _ => null,
            };
        }
        finally
        {
            _nestedLoads--;
        }
    }

    /// <summary>Where the data of <paramref name="stream"/> ends; finding that proves that it is all there.</summary>
    public long FindEnd(PdfStream stream) =>
        PdfStreamData.FindEnd(_file, stream.DataOffset, Resolve(stream.Dictionary["Length"]).Integer, _budget);

    /// <summary>The decrypted and unpacked data of a stream that belongs to the file's structure.</summary>
    public byte[] Unpack(PdfStream stream)
    {
        var (filters, parameters) = StreamFilters.Of(stream.Dictionary, Resolve);
        var raw = PdfStreamData.ReadRaw(_file, stream.DataOffset, FindEnd(stream), _budget);
        if (_security is not null && !filters.Contains("Crypt"))
        {
            raw = _security.Decrypt(raw, stream.Number, stream.Generation);
        }

        return PdfStreamData.Decode(raw, filters, parameters, _budget);
    }

    /// <summary>Makes sure that the data of a content stream is all there and, where it is packed in the usual way, can be unpacked.</summary>
    public void CheckContent(PdfStream stream)
    {
        var end = FindEnd(stream);
        var (filters, _) = StreamFilters.Of(stream.Dictionary, Resolve);
        var length = end - stream.DataOffset;
        if (filters is not ["FlateDecode" or "Fl", ..] || length == 0 || length > _budget.Limits.StreamBytes || !_budget.TryChargeContent((int)length))
        {
            return;
        }

        var raw = PdfStreamData.ReadRaw(_file, stream.DataOffset, end, _budget);
        PdfStreamData.CheckInflates(_security?.Decrypt(raw, stream.Number, stream.Generation) ?? raw, _budget);
    }

    /// <summary>The contents of the object stream of that number.</summary>
    public ObjectStream OpenObjectStream(int number)
    {
        if (_objectStreams.Find(number) is { } known)
        {
            return known;
        }

        // One object stream cannot be inside another, so only an offset will do.
        if (Structure.Table[number] is not { Kind: XrefKind.Offset } entry || LoadAt(entry.Location, number) is not PdfStream stream)
        {
            throw PdfSyntax.Damaged();
        }

        var opened = ObjectStream.Parse(Unpack(stream), Resolve(stream.Dictionary["N"]).Integer, Resolve(stream.Dictionary["First"]).Integer, _budget);
        _objectStreams.Add(number, opened);
        return opened;
    }

    private PdfValue LoadAt(long offset, int number) =>
        IndirectObject.Read(_file, offset, _budget) is { } found && found.Number == number
            ? found.Value
            : throw PdfSyntax.Damaged();

    private PdfValue LoadCompressed(XrefEntry entry, int number)
    {
        if (entry.Location is < 0 or > IndirectObject.MaxNumber)
        {
            throw PdfSyntax.Damaged();
        }

        return OpenObjectStream((int)entry.Location).Read(number, entry.Index, _budget) ?? throw PdfSyntax.Damaged();
    }

    private StandardSecurityHandler? OpenSecurity()
    {
        if (Structure.Trailer["Encrypt"] is var entry && entry == PdfValue.Null)
        {
            return null;
        }

        if (Resolve(entry) is not PdfDictionary encrypt)
        {
            throw PdfSyntax.Damaged();
        }

        var identifier = Resolve(Structure.Trailer["ID"]) is PdfArray { Items: [var first, ..] } && Resolve(first) is PdfString { Value: var id } ? id : [];
        return StandardSecurityHandler.Open((PdfDictionary)ResolveDeep(encrypt, 3), identifier);
    }

    private PdfValue ResolveDeep(PdfValue value, int depth)
    {
        value = Resolve(value);
        if (depth == 0 || value is not PdfDictionary dictionary)
        {
            return value;
        }

        var entries = new Dictionary<string, PdfValue>();
        foreach (var (key, entry) in dictionary.Entries)
        {
            entries[key] = ResolveDeep(entry, depth - 1);
        }

        return new PdfDictionary(entries);
    }
}
