namespace FhirFax.Fax.Documents.Pdf;

/// <summary>Makes sure that what is drawn on the pages is there: a page that would come out blank is a page lost.</summary>
internal sealed class PageContent(PdfDocument document, DocumentBudget budget)
{
    private readonly HashSet<int> _seen = [];

    /// <summary>Checks that the content streams of one page are there to their ends and can be unpacked.</summary>
    public void CheckContents(PdfDictionary page)
    {
        var contents = page["Contents"];
        if (contents is PdfReference reference)
        {
            if (!_seen.Add(reference.Number))
            {
                return;
            }

            contents = Require(reference);
        }

        switch (contents)
        {
            case PdfStream stream:
                document.CheckContent(stream);
                break;
            case PdfArray { Items: var parts }:
                CheckParts(parts);
                break;
            case not null when contents != PdfValue.Null:
                throw PdfSyntax.Damaged();
        }
    }

    /// <summary>Follows every reference below <paramref name="root"/>. Only for a file that had to be scanned: elsewhere a reference to nothing is allowed, here it may be a loss.</summary>
    public void CheckEverything(PdfValue root)
    {
        _seen.Clear();
        var waiting = new Stack<PdfValue>();
        waiting.Push(root);
        while (waiting.TryPop(out var value))
        {
            budget.Charge();
            if (value is PdfReference reference)
            {
                value = _seen.Add(reference.Number) ? Require(reference) : PdfValue.Null;
            }

            if (value is PdfStream stream)
            {
                document.FindEnd(stream);
                value = stream.Dictionary;
            }

            PushChildren(value, waiting);
        }
    }

    private static void PushChildren(PdfValue value, Stack<PdfValue> waiting)
    {
        if (value is PdfArray { Items: var items })
        {
            foreach (var item in items)
            {
                waiting.Push(item);
            }
        }
        else if (value is PdfDictionary { Entries: var entries })
        {
            foreach (var entry in entries.Values)
            {
                waiting.Push(entry);
            }
        }
    }

    private void CheckParts(List<PdfValue> parts)
    {
        foreach (var part in parts)
        {
            if (part is PdfReference reference && _seen.Add(reference.Number))
            {
                var value = Require(reference);
                if (value is PdfStream stream)
                {
                    document.CheckContent(stream);
                }
                else if (value != PdfValue.Null)
                {
                    throw PdfSyntax.Damaged();
                }
            }
        }
    }

    private PdfValue Require(PdfReference reference) => document.Load(reference.Number) ?? throw PdfSyntax.Damaged();
}
