using FhirFax.Fax.Documents;
using FhirFax.Fax.Documents.Word;
using FhirFax.Fax.Sending.Checks;
using FhirFax.Fhir.Outcomes;
using FhirFax.Store;
using FhirFax.Store.Content;
using FhirFax.Store.Faxes;

namespace FhirFax.Fax.Sending.Payloads;

/// <summary>Looks into the documents and readies them for the carrier: the size first, then the bytes, then images as PDF.</summary>
internal sealed class DocumentChecks(
    IFhirFaxStore store, ProjectKey project, SendIssues issues, SendingOptions options, WordDocuments word, InspectionMemory memory)
{
    /// <summary>The sound ones, in order; the others are issues.</summary>
    public async Task<IReadOnlyList<InspectedDocument>> InspectAsync(IReadOnlyList<DocumentSource> sources, CancellationToken cancellationToken)
    {
        var inspected = new List<InspectedDocument>(sources.Count);
        if (!IsWithinLimit(sources.Sum(source => EncodedSize(source.Size))))
        {
            return inspected;
        }

        foreach (var source in sources)
        {
            if (await InspectAsync(source, cancellationToken) is { } document)
            {
                inspected.Add(document);
            }
        }

        return inspected;
    }

    /// <summary>The documents exactly as they are handed over: PDFs as they are, images wrapped, Word documents converted where that is set up. Empty, with an issue, when that fails.</summary>
    public async Task<IReadOnlyList<PinnedDocument>> PinAsync(IReadOnlyList<InspectedDocument> documents, CancellationToken cancellationToken)
    {
        var pinned = new List<PinnedDocument>(documents.Count);
        foreach (var document in documents)
        {
            if (await PinAsync(document, cancellationToken) is { } ready)
            {
                pinned.Add(ready);
            }
        }

        return pinned.Count == documents.Count && IsWithinLimit(pinned.Sum(document => EncodedSize(document.Size))) ? pinned : [];
    }

    private Task<PinnedDocument?> PinAsync(InspectedDocument document, CancellationToken cancellationToken) => document.Type switch
    {
        DocumentType.Pdf => Task.FromResult<PinnedDocument?>(new PinnedDocument(document.Source.Hash, "PDF", document.Source.Size, document.Pages)),
        DocumentType.Docx when word.Converter is { } converter => ConvertAsync(document, converter, cancellationToken),
        DocumentType.Docx => Task.FromResult<PinnedDocument?>(new PinnedDocument(document.Source.Hash, "DOCX", document.Source.Size, document.Pages)),
        _ => WrapAsync(document, cancellationToken),
    };

    private static long EncodedSize(long bytes) => (bytes + 2) / 3 * 4;

    private bool IsWithinLimit(long encoded)
    {
        if (encoded <= options.MaxEncodedBytes)
        {
            return true;
        }

        issues.Add(
            IssueCode.TooLong,
            $"The documents together are {encoded} bytes once encoded for the carrier, which takes {options.MaxEncodedBytes}; that is three quarters of it before encoding.",
            "Communication.payload");
        return false;
    }

    private async Task<InspectedDocument?> InspectAsync(DocumentSource source, CancellationToken cancellationToken)
    {
        if (await OpenAsync(source, cancellationToken) is not { } content)
        {
            return null;
        }

        await using var stream = content.Stream;
        DocumentInspection? inspection = memory.Find(source.Hash);
        if (inspection is null && await IsWordAsync(stream, cancellationToken))
        {
            return await InspectWordAsync(source, stream, content.Size, cancellationToken);
        }

        inspection ??= await DocumentInspector.InspectAsync(stream, content.Size, cancellationToken);
        if (inspection is DocumentInspection.Usable known)
        {
            memory.Keep(source.Hash, known);
        }

        switch (inspection)
        {
            case DocumentInspection.Usable usable when Contradiction(source, usable.Type) is { } declared:
                issues.Add(
                    IssueCode.Value, $"The document is declared as {SafeType(declared)} but its bytes are {ContentTypes.Of(usable.Type)}.", source.Expression);
                return null;
            case DocumentInspection.Usable usable:
                return new InspectedDocument(source, usable.Type, usable.Pages);
            case DocumentInspection.Refused refused:
                issues.Add(CodeOf(refused.Reason), Explain(refused, source), source.Expression);
                return null;
            default:
                throw new InvalidOperationException("A document inspection has only two results.");
        }
    }

    private static async Task<bool> IsWordAsync(Stream content, CancellationToken cancellationToken)
    {
        var head = new byte[WordInspector.SignatureLength];
        var read = await content.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        return WordInspector.IsArchive(head.AsSpan(0, read));
    }

    /// <summary>Its pages are known only once it is a PDF.</summary>
    private async Task<InspectedDocument?> InspectWordAsync(DocumentSource source, Stream content, long size, CancellationToken cancellationToken)
    {
        var refused = word.AreTaken ? await WordInspector.InspectAsync(content, size, cancellationToken) : null;
        if (!word.AreTaken)
        {
            issues.Add(IssueCode.NotSupported, WordDocuments.NotTaken, source.Expression);
        }
        else if (refused is not null)
        {
            issues.Add(CodeOf(refused.Reason), refused.Text, source.Expression);
        }
        else if (Contradiction(source, DocumentType.Docx) is { } declared)
        {
            issues.Add(IssueCode.Value, $"The document is declared as {SafeType(declared)} but its bytes are {ContentTypes.Of(DocumentType.Docx)}.", source.Expression);
        }
        else
        {
            return new InspectedDocument(source, DocumentType.Docx, 0);
        }

        return null;
    }

    private async Task<ContentRead.Available?> OpenAsync(DocumentSource source, CancellationToken cancellationToken)
    {
        var content = await store.Content.OpenAsync(project, source.Hash, cancellationToken);
        if (content is ContentRead.Available available)
        {
            return available;
        }

        issues.Add(IssueCode.NotFound, "The bytes of the document cannot be read.", source.Expression);
        return null;
    }

    private async Task<PinnedDocument?> WrapAsync(InspectedDocument document, CancellationToken cancellationToken)
    {
        if (await OpenAsync(document.Source, cancellationToken) is not { } content)
        {
            return null;
        }

        await using var image = content.Stream;
        await using var pdf = TemporaryStream();
        switch (await ImagePdf.WrapAsync(image, document.Type, pdf, cancellationToken))
        {
            case ImagePdfResult.Refused refused:
                issues.Add(CodeOf(refused.Reason), refused.Text, document.Source.Expression);
                return null;
            case ImagePdfResult.Wrapped wrapped:
                return await KeepAsync(pdf, wrapped.Pages, cancellationToken);
            default:
                throw new InvalidOperationException("Wrapping an image has only two results.");
        }
    }

    private async Task<PinnedDocument?> ConvertAsync(InspectedDocument document, OfficeConverter converter, CancellationToken cancellationToken)
    {
        if (await OpenAsync(document.Source, cancellationToken) is not { } content)
        {
            return null;
        }

        await using var letter = content.Stream;
        await using var pdf = TemporaryStream();
        switch (await converter.ConvertAsync(letter, pdf, cancellationToken))
        {
            case OfficeConversion.Refused refused:
                issues.Add(CodeOf(refused.Reason), refused.Text, document.Source.Expression);
                return null;
            case OfficeConversion.Converted converted:
                return await KeepAsync(pdf, converted.Pages, cancellationToken);
            default:
                throw new InvalidOperationException("Converting a Word document has only two results.");
        }
    }

    private async Task<PinnedDocument> KeepAsync(FileStream pdf, int pages, CancellationToken cancellationToken)
    {
        pdf.Position = 0;
        var receipt = await store.Content.WriteAsync(project, pdf, pdf.Length, cancellationToken);
        return new PinnedDocument(receipt.Hash, "PDF", receipt.Size, pages);
    }

    /// <summary>Gone when closed, whatever happens; only this user can read it.</summary>
    private static FileStream TemporaryStream()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), options);
    }

    private static string? Contradiction(DocumentSource source, DocumentType actual)
    {
        foreach (var declared in source.Declared)
        {
            if (ContentTypes.Contradicts(declared, actual))
            {
                return declared;
            }
        }

        return null;
    }

    /// <summary>An unsupported document with a claim is named by that claim: it is what the sender knows it as.</summary>
    private static string Explain(DocumentInspection.Refused refused, DocumentSource source)
    {
        if (refused.Reason != DocumentRefusal.UnsupportedType)
        {
            return refused.Text;
        }

        foreach (var declared in source.Declared)
        {
            if (!string.IsNullOrWhiteSpace(declared))
            {
                return $"{refused.Text} It is declared as {SafeType(declared)}.";
            }
        }

        return refused.Text;
    }

    private static string SafeType(string declared) => declared.Length <= 100 ? declared : declared[..100];

    private static string CodeOf(DocumentRefusal reason) => reason switch
    {
        DocumentRefusal.UnsupportedType or DocumentRefusal.UnsupportedImage => IssueCode.NotSupported,
        DocumentRefusal.TooLarge => IssueCode.TooLong,
        DocumentRefusal.TooComplex => IssueCode.TooCostly,
        _ => IssueCode.Value,
    };
}
