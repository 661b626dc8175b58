using System.IO.Pipelines;
using FhirFax.Fax.Carriers;
using FhirFax.Fax.Documents;
using FhirFax.Fax.Documents.Tiff;
using FhirFax.Store.Content;
using FhirFax.Store.Faxes;

namespace FhirFax.Fax.Receiving;

/// <summary>Streams a received document from the carrier into the content store, and looks whether it can be read.</summary>
/// <param name="limit">Bytes.</param>
internal sealed class ReceivedDocumentFetch(IContentStore content, ICarrier carrier, long limit)
{
    public async Task<ReceivedDocument> FetchAsync(ImportTarget target, InboxRecord row, CancellationToken cancellationToken)
    {
        var pipe = new Pipe();
        using var abandon = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var fetching = FetchIntoAsync(pipe.Writer, target.Account, row.CarrierId, abandon.Token);
        ContentReceipt? receipt = null;
        var isTooLarge = false;
        try
        {
            receipt = await content.WriteAsync(row.Project, pipe.Reader.AsStream(leaveOpen: true), limit, cancellationToken);
        }
        catch (ContentTooLargeException)
        {
            isTooLarge = true;
        }
        catch (FetchAbandonedException)
        {
            // The store kept nothing; what the carrier said follows.
        }
        catch
        {
            // The store failed: nobody wants the rest.
            await abandon.CancelAsync();
            await pipe.Reader.CompleteAsync();
            await Task.WhenAny(fetching);
            throw;
        }

        // Lets a carrier that is still writing go on into the void, up to its own limit.
        await pipe.Reader.CompleteAsync();
        return await fetching switch
        {
            ImageResult.Unavailable { Failure.Kind: CarrierFailureKind.NotFound or CarrierFailureKind.MailboxRefused } refused => new ReceivedDocument.Missing(refused.Failure.Text),
            ImageResult.Unavailable unavailable => new ReceivedDocument.Unavailable(unavailable.Failure),
            ImageResult.NotReady missing => new ReceivedDocument.Missing(missing.Text),
            ImageResult.Unreadable unreadable => new ReceivedDocument.Unreadable(unreadable.Text, null, null),
            _ when isTooLarge => new ReceivedDocument.Unreadable($"The document is larger than {limit} bytes.", null, null),
            _ when receipt is null or { Size: 0 } => new ReceivedDocument.Unreadable("The carrier's answer holds no document.", null, null),
            _ => await InspectAsync(row, receipt, cancellationToken),
        };
    }

    private async Task<ImageResult> FetchIntoAsync(PipeWriter writer, CarrierAccount account, string carrierId, CancellationToken cancellationToken)
    {
        Exception? abandoned = new FetchAbandonedException();
        try
        {
            var result = await carrier.FetchImageAsync(account, carrierId, writer.AsStream(leaveOpen: true), limit, cancellationToken);
            abandoned = result is ImageResult.Fetched ? null : abandoned;
            return result;
        }
        finally
        {
            await writer.CompleteAsync(abandoned);
        }
    }

    private async Task<ReceivedDocument> InspectAsync(InboxRecord row, ContentReceipt receipt, CancellationToken cancellationToken)
    {
        if (await content.OpenAsync(row.Project, receipt.Hash, cancellationToken) is not ContentRead.Available opened)
        {
            throw new IOException("Content that was just written cannot be opened.");
        }

        await using var stream = opened.Stream;
        if (await DocumentInspector.InspectAsync(stream, opened.Size, cancellationToken) is DocumentInspection.Usable usable)
        {
            return new ReceivedDocument.Readable(receipt, usable.Type, usable.Pages);
        }

        // The carrier may answer with its own TIFF though a PDF was asked for (efax-corporate-api.md 8.10): that is kept as it is.
        var type = await SniffAsync(stream, cancellationToken);
        return type == DocumentType.Tiff && await TiffInspector.InspectAsync(stream, opened.Size, cancellationToken) is DocumentInspection.Usable tiff
            ? new ReceivedDocument.Readable(receipt, tiff.Type, tiff.Pages)
            : new ReceivedDocument.Unreadable("The document is damaged, or is neither a PDF nor a TIFF.", receipt, type);
    }

    private static async Task<DocumentType?> SniffAsync(Stream stream, CancellationToken cancellationToken)
    {
        var head = new byte[DocumentSniffer.HeadLength];
        stream.Position = 0;
        var length = await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        return DocumentSniffer.Sniff(head.AsSpan(0, length));
    }

    /// <summary>Tells the store's reader that nothing of the upload is to be kept.</summary>
    private sealed class FetchAbandonedException : Exception;
}
