using FhirFax.Fax.Documents.Images;

namespace FhirFax.Fax.Documents;

/// <summary>Wraps a JPEG or PNG into a PDF of one page, without loss: opaque pixels come out as they went in, transparency is laid on white.</summary>
public static class ImagePdf
{
    /// <inheritdoc cref="WrapAsync(Stream, DocumentType, Stream, DocumentLimits, TimeProvider, CancellationToken)"/>
    public static Task<ImagePdfResult> WrapAsync(Stream image, DocumentType type, Stream output, CancellationToken cancellationToken) =>
        WrapAsync(image, type, output, DocumentLimits.Default, TimeProvider.System, cancellationToken);

    /// <summary>Checks the whole image, and only then writes the PDF, so a refusal leaves <paramref name="output"/> untouched.</summary>
    /// <param name="image">Readable and seekable, the image at position 0; read twice, synchronously, and left open.</param>
    /// <param name="type"><see cref="DocumentType.Jpeg"/> or <see cref="DocumentType.Png"/>; any other is refused.</param>
    /// <param name="output">Writable, need not be seekable; written asynchronously, left open.</param>
    /// <param name="limits">What it may cost.</param>
    /// <param name="time">The clock of <see cref="DocumentLimits.Time"/>.</param>
    /// <param name="cancellationToken">Ends the work early with an <see cref="OperationCanceledException"/>; the output is then incomplete.</param>
    public static async Task<ImagePdfResult> WrapAsync(
        Stream image, DocumentType type, Stream output, DocumentLimits limits, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            var length = image.Length;
            if (type is not (DocumentType.Jpeg or DocumentType.Png))
            {
                throw DocumentInspector.Unsupported(type);
            }

            var budget = new DocumentBudget(limits, time, cancellationToken);
            await Task.Run(() => DocumentInspector.Check(image, length, type, budget), cancellationToken);

            // The reader of the output sets the pace from here on, so the clock no longer counts.
            var writing = new DocumentBudget(limits with { Time = TimeSpan.MaxValue }, time, cancellationToken);
            await (type == DocumentType.Jpeg
                ? JpegPdf.WriteAsync(image, length, output, writing, cancellationToken)
                : PngPdf.WriteAsync(image, length, output, writing, cancellationToken));
            return new ImagePdfResult.Wrapped(1);
        }
        catch (DocumentException refusal)
        {
            return new ImagePdfResult.Refused(refusal.Reason, refusal.Message);
        }
    }
}
