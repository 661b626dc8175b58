using FhirFax.Fax.Documents.Word;
using FhirFax.Fax.Lifecycle;
using FhirFax.Fax.Lifecycle.Files;
using FhirFax.Store;
using FhirFax.Store.Content;

namespace FhirFax.Server.Faxes.Files;

/// <summary>The files of one upload as they come: each is looked at, counted, and stored as long as the upload as a whole can still be taken.</summary>
internal sealed class UploadIntake(IContentStore content, ProjectKey project)
{
    private const int DrainBuffer = 32 * 1024;
    private readonly List<NewFaxFile> _files = [];
    private int _count;
    private long _bytes;
    private FaxRefusal? _empty;
    private FaxRefusal? _unsupported;

    /// <summary>Null when there was no file.</summary>
    public FaxUpload? Result => _count == 0 ? null : new FaxUpload { Files = _files, Count = _count, Bytes = _bytes, Refusal = _empty ?? _unsupported };

    private bool CanBeTaken => _empty is null && _unsupported is null && _count <= FaxFileLimits.MostFiles && _bytes <= FaxFileLimits.MostBytes;

    /// <summary>Reads the file to its end, whatever becomes of it.</summary>
    public async Task AddAsync(string name, Stream body, CancellationToken cancellationToken)
    {
        _count++;
        await using var file = new UploadStream(body);
        var head = await file.PeekAsync(FaxFileType.StartLength, cancellationToken);
        var type = FaxFileType.OfName(name);
        if (head.Length == 0)
        {
            _empty ??= new FaxRefusal.FileEmpty(name);
        }
        else if (type is null)
        {
            Refuse(name, null);
        }
        else if (!type.IsStart(head.Span))
        {
            Refuse(name, "The content of the file is not what its extension says");
        }
        else if (CanBeTaken)
        {
            await TakeAsync(name, type, file, cancellationToken);
        }

        await DrainAsync(file, cancellationToken);
        _bytes += file.Taken;
    }

    private async Task TakeAsync(string name, FaxFileType type, UploadStream file, CancellationToken cancellationToken)
    {
        ContentReceipt receipt;
        try
        {
            receipt = await content.WriteAsync(project, file, FaxFileLimits.MostBytes - _bytes, cancellationToken);
        }
        catch (ContentTooLargeException)
        {
            // How much too large is known when all of it was read.
            return;
        }

        if (type == FaxFileType.Docx && await InspectAsync(receipt, cancellationToken) is { } text)
        {
            Refuse(name, text);
            return;
        }

        _files.Add(new NewFaxFile(name, type.ContentType, receipt));
    }

    /// <summary>Null when the Word document is sound and harmless.</summary>
    private async Task<string?> InspectAsync(ContentReceipt receipt, CancellationToken cancellationToken)
    {
        if (await content.OpenAsync(project, receipt.Hash, cancellationToken) is not ContentRead.Available available)
        {
            throw new StoreUnavailableException("A file that was just stored cannot be read.");
        }

        await using var document = available.Stream;
        return (await WordInspector.InspectAsync(document, available.Size, cancellationToken))?.Text;
    }

    private void Refuse(string name, string? explanation) =>
        _unsupported ??= new FaxRefusal.FileTypeNotSupported(name, FaxFileLimits.Types, explanation);

    private static async Task DrainAsync(UploadStream file, CancellationToken cancellationToken)
    {
        var buffer = new byte[DrainBuffer];
        while (await file.ReadAsync(buffer, cancellationToken) > 0)
        {
        }
    }
}
