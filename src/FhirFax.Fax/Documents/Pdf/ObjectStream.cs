namespace FhirFax.Fax.Documents.Pdf;

/// <summary>An unpacked object stream (ISO 32000-1, 7.5.7): objects without <c>obj</c> around them, and where each starts.</summary>
internal sealed class ObjectStream
{
    private readonly MemoryBytes _bytes;
    private readonly int[] _numbers;
    private readonly int[] _offsets;

    private ObjectStream(MemoryBytes bytes, int[] numbers, int[] offsets)
    {
        _bytes = bytes;
        _numbers = numbers;
        _offsets = offsets;
    }

    /// <summary>The numbers of the objects in it, in their order.</summary>
    public IReadOnlyList<int> Numbers => _numbers;

    /// <summary>Bytes it keeps in memory.</summary>
    public long Size => _bytes.Length + (8L * _numbers.Length);

    public static ObjectStream Parse(byte[] data, long? count, long? first, DocumentBudget budget)
    {
        // A pair of numbers needs four bytes, so a greater count is a lie.
        if (count is not (>= 0 and var n) || first is not (>= 0 and var start) || n > data.Length / 3 || start > data.Length)
        {
            throw PdfSyntax.Damaged();
        }

        var bytes = new MemoryBytes(data);
        var parser = new PdfParser(bytes, budget);
        var numbers = new int[n];
        var offsets = new int[n];
        for (var i = 0; i < n; i++)
        {
            if (!parser.TryReadUnsigned(out var number) || !parser.TryReadUnsigned(out var offset)
                || number > IndirectObject.MaxNumber || start + offset > data.Length)
            {
                throw PdfSyntax.Damaged();
            }

            budget.Charge();
            numbers[i] = (int)number;
            offsets[i] = (int)(start + offset);
        }

        return new ObjectStream(bytes, numbers, offsets);
    }

    /// <summary>The object of that number, expected at that index; null when it is not here.</summary>
    public PdfValue? Read(int number, int index, DocumentBudget budget)
    {
        if ((uint)index >= (uint)_numbers.Length || _numbers[index] != number)
        {
            budget.Charge(_numbers.Length / 8);
            index = Array.IndexOf(_numbers, number);
        }

        if (index < 0)
        {
            return null;
        }

        var value = new PdfParser(_bytes, budget) { Position = _offsets[index] }.Read();
        return value is PdfKeyword ? throw PdfSyntax.Damaged() : value;
    }
}
