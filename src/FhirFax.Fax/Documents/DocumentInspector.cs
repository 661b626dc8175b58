using FhirFax.Fax.Documents.Images;
using FhirFax.Fax.Documents.Pdf;

namespace FhirFax.Fax.Documents;

/// <summary>Says whether a document can be faxed, and its pages. Whatever the bytes are, the answer is a result: only cancellation and a failing stream throw.</summary>
public static class DocumentInspector
{
    /// <inheritdoc cref="InspectAsync(Stream, long, DocumentLimits, TimeProvider, CancellationToken)"/>
    public static Task<DocumentInspection> InspectAsync(Stream content, long length, CancellationToken cancellationToken) =>
        InspectAsync(content, length, DocumentLimits.Default, TimeProvider.System, cancellationToken);

    /// <summary>Inspects the document that starts at position 0 of <paramref name="content"/>. Memory stays bounded whatever the document's size; the work runs on the thread pool.</summary>
    /// <param name="content">Readable and seekable; read synchronously, left open, its position undefined afterwards.</param>
    /// <param name="length">The document's length in bytes.</param>
    /// <param name="limits">What it may cost.</param>
    /// <param name="time">The clock of <see cref="DocumentLimits.Time"/>.</param>
    /// <param name="cancellationToken">Ends the work early with an <see cref="OperationCanceledException"/>.</param>
    public static Task<DocumentInspection> InspectAsync(
        Stream content, long length, DocumentLimits limits, TimeProvider time, CancellationToken cancellationToken) =>
        Task.Run(() => Inspect(content, length, new DocumentBudget(limits, time, cancellationToken)), cancellationToken);

    private static DocumentInspection Inspect(Stream content, long length, DocumentBudget budget)
    {
        try
        {
            var type = Sniff(content, length, budget.Limits);
            return new DocumentInspection.Usable(type, CountPages(content, length, type, budget));
        }
        catch (DocumentException refusal)
        {
            return new DocumentInspection.Refused(refusal.Reason, refusal.Message);
        }
    }

    /// <summary>The same inspection for who expects a certain type.</summary>
    /// <exception cref="DocumentException">The document cannot be used, or is of another type.</exception>
    internal static void Check(Stream content, long length, DocumentType expected, DocumentBudget budget)
    {
        if (Sniff(content, length, budget.Limits) != expected)
        {
            throw new DocumentException(
                DocumentRefusal.UnsupportedType, $"The document is not the {expected.ToString().ToUpperInvariant()} that it is said to be; send it under its real type.");
        }

        CountPages(content, length, expected, budget);
    }

    private static DocumentType Sniff(Stream content, long length, DocumentLimits limits) =>
        length > limits.Bytes
            ? throw TooLarge(limits)
            : DocumentSniffer.Sniff(ReadHead(content, length)) ?? throw NotADocument(length);

    private static int CountPages(Stream content, long length, DocumentType type, DocumentBudget budget)
    {
        switch (type)
        {
            case DocumentType.Pdf:
                return PdfInspector.CountPages(content, length, budget);
            case DocumentType.Jpeg:
                JpegImage.Read(content, length, budget);
                return 1;
            case DocumentType.Png:
                PngImage.Read(content, length, budget);
                return 1;
            default:
                throw Unsupported(type);
        }
    }

    /// <summary>The refusal of a type that is recognised but not faxed.</summary>
    internal static DocumentException Unsupported(DocumentType type) =>
        new(DocumentRefusal.UnsupportedType, $"A {type.ToString().ToUpperInvariant()} file cannot be faxed; send a PDF, JPEG or PNG.");

    private static byte[] ReadHead(Stream content, long length)
    {
        var head = new byte[Math.Min(length, DocumentSniffer.HeadLength)];
        content.Position = 0;
        var read = content.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        return read == head.Length ? head : head[..read];
    }

    private static DocumentException TooLarge(DocumentLimits limits) =>
        new(DocumentRefusal.TooLarge, $"The document is larger than {limits.Bytes / 1_000_000} MB; send it in parts.");

    private static DocumentException NotADocument(long length) => length == 0
        ? new(DocumentRefusal.Damaged, "The document is empty; upload it again.")
        : new(DocumentRefusal.UnsupportedType, "The document is neither a PDF nor a JPEG nor a PNG; send one of these.");
}
