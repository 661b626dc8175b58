namespace FhirFax.Fax.Documents.Pdf;

/// <summary>Filters and parameters of a stream, whichever of their forms the writer chose.</summary>
internal static class StreamFilters
{
    private const int MaxFilters = 8;

    /// <summary>Reads <c>Filter</c> and <c>DecodeParms</c>, following references by <paramref name="resolve"/>.</summary>
    public static (List<string> Names, List<PdfDictionary?> Parameters) Of(PdfDictionary dictionary, Func<PdfValue, PdfValue> resolve)
    {
        var names = new List<string>();
        foreach (var filter in Items(resolve(dictionary["Filter"])))
        {
            names.Add(resolve(filter).Name ?? throw PdfSyntax.Damaged());
        }

        if (names.Count > MaxFilters)
        {
            throw DocumentBudget.TooComplex("one of its streams is packed too often");
        }

        var parameters = new List<PdfDictionary?>();
        foreach (var item in Items(resolve(dictionary["DecodeParms"])))
        {
            parameters.Add(resolve(item) as PdfDictionary);
        }

        return (names, parameters);
    }

    private static List<PdfValue> Items(PdfValue value) => value switch
    {
        PdfArray array => array.Items,
        PdfName or PdfDictionary => [value],
        _ => [],
    };
}
