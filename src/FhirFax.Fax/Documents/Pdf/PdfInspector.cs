namespace FhirFax.Fax.Documents.Pdf;

/// <summary>Counts the pages of a PDF and judges its health from its real structure.</summary>
internal static class PdfInspector
{
    /// <summary>The pages, at least 1.</summary>
    /// <exception cref="DocumentException">The PDF cannot be faxed as it is.</exception>
    public static int CountPages(Stream content, long length, DocumentBudget budget)
    {
        var file = new FileBytes(content, length);
        var head = new byte[DocumentSniffer.HeadLength];
        var headerOffset = Math.Max(0, DocumentSniffer.PdfHeaderOffset(head.AsSpan(0, file.Read(0, head))));
        try
        {
            return CountPages(file, new XrefReader(file, budget, headerOffset).Read(), budget);
        }
        catch (DocumentException e) when (e.Reason == DocumentRefusal.Damaged)
        {
            return CountPages(file, new XrefScanner(file, budget, headerOffset).Scan(), budget);
        }
    }

    private static int CountPages(FileBytes file, PdfStructure structure, DocumentBudget budget)
    {
        var document = new PdfDocument(file, structure, budget);
        if (document.Resolve(structure.Trailer["Root"]) is not PdfDictionary catalog)
        {
            throw PdfSyntax.Damaged();
        }

        if (document.Resolve(catalog["NeedsRendering"]) is PdfBoolean { Value: true })
        {
            throw new DocumentException(
                DocumentRefusal.UnsupportedType, "The PDF is a dynamic form that only its own viewer can draw; print it to a plain PDF and send that.");
        }

        var content = new PageContent(document, budget);
        var pages = new PageTree(document, budget).Walk(catalog["Pages"], content.CheckContents);
        if (structure.Rebuilt)
        {
            content.CheckEverything(catalog["Pages"]);
        }

        return pages > 0 ? pages : throw new DocumentException(DocumentRefusal.NoPages, "The PDF has no pages; send one that has.");
    }
}
