namespace FhirFax.Fax.Documents.Pdf;

/// <summary>An object of ISO 32000-1, 7.3, as far as page counting needs it.</summary>
internal abstract class PdfValue
{
    public static PdfValue Null { get; } = new PdfNull();

    /// <summary>The value as an integer, or null when it is anything else.</summary>
    public long? Integer => this is PdfNumber { IsInteger: true } number ? number.Value : null;

    /// <summary>The value as a name without its solidus, or null when it is anything else.</summary>
    public string? Name => (this as PdfName)?.Value;

    private sealed class PdfNull : PdfValue;
}

/// <summary>A number; only integers keep their value, no real number matters here.</summary>
internal sealed class PdfNumber(long value, bool isInteger) : PdfValue
{
    public long Value { get; } = value;

    public bool IsInteger { get; } = isInteger;
}

internal sealed class PdfBoolean(bool value) : PdfValue
{
    public bool Value { get; } = value;
}

internal sealed class PdfName(string value) : PdfValue
{
    public string Value { get; } = value;
}

internal sealed class PdfString(byte[] value) : PdfValue
{
    public byte[] Value { get; } = value;
}

internal sealed class PdfReference(int number, int generation) : PdfValue
{
    public int Number { get; } = number;

    public int Generation { get; } = generation;
}

internal sealed class PdfArray(List<PdfValue> items) : PdfValue
{
    public List<PdfValue> Items { get; } = items;
}

internal sealed class PdfDictionary(Dictionary<string, PdfValue> entries) : PdfValue
{
    public Dictionary<string, PdfValue> Entries { get; } = entries;

    /// <summary>The entry as it stands, unresolved; <see cref="PdfValue.Null"/> when there is none, which the format does not tell apart.</summary>
    public PdfValue this[string key] => Entries.GetValueOrDefault(key, Null);

    public bool Has(string key) => Entries.ContainsKey(key);
}

/// <summary>A stream whose data starts at <paramref name="dataOffset"/> of the file; where it ends is a matter of trust in <c>Length</c>.</summary>
internal sealed class PdfStream(PdfDictionary dictionary, long dataOffset, int number, int generation) : PdfValue
{
    public PdfDictionary Dictionary { get; } = dictionary;

    public long DataOffset { get; } = dataOffset;

    public int Number { get; } = number;

    public int Generation { get; } = generation;
}

/// <summary>A bare word that is no object: <c>obj</c>, <c>endobj</c>, <c>stream</c>, <c>xref</c> and the like, or rubbish.</summary>
internal sealed class PdfKeyword(string value) : PdfValue
{
    public string Value { get; } = value;
}
