namespace FhirFax.Fax.Documents.Pdf;

/// <summary>An indirect object (ISO 32000-1, 7.3.10) where it stands in the file.</summary>
/// <param name="Number">Its object number.</param>
/// <param name="Value">The object; a stream without its data.</param>
/// <param name="End">The offset after the object, or where a stream's data starts.</param>
internal readonly record struct IndirectObject(int Number, PdfValue Value, long End)
{
    /// <summary>Object numbers above this are beyond every implementation (ISO 32000-1, annex C).</summary>
    public const int MaxNumber = 8_388_607;

    /// <summary>Reads <c>N G obj</c> and the object after it; null when no object starts there.</summary>
    /// <exception cref="DocumentException">The object itself cannot be read.</exception>
    public static IndirectObject? Read(ByteSource file, long offset, DocumentBudget budget)
    {
        var parser = new PdfParser(file, budget) { Position = offset };
        if (!parser.TryReadUnsigned(out var number) || !parser.TryReadUnsigned(out var generation) || !parser.TrySkip("obj"u8)
            || number > MaxNumber || generation > ushort.MaxValue)
        {
            return null;
        }

        var value = parser.Read();
        if (value is PdfKeyword { Value: var word })
        {
            // An object without content is null; anything else there is rubbish.
            value = word == "endobj" ? PdfValue.Null : throw PdfSyntax.Damaged();
        }

        if (value is PdfDictionary dictionary && parser.TrySkip("stream"u8))
        {
            parser.Position = DataOffset(file, parser.Position);
            value = new PdfStream(dictionary, parser.Position, (int)number, (int)generation);
        }

        return new IndirectObject((int)number, value, parser.Position);
    }

    private static long DataOffset(ByteSource file, long afterKeyword)
    {
        if (file.At(afterKeyword) == 13)
        {
            afterKeyword++;
        }

        return file.At(afterKeyword) == 10 ? afterKeyword + 1 : afterKeyword;
    }
}
