using System.Buffers;
using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FhirFax.Fax.Carriers;

namespace FhirFax.EFax.Sending;

/// <summary>
/// The body of <c>POST /faxes</c> (efax-corporate-api.md 8.3), its documents encoded block by block while they are sent. It knows whether a byte of it
/// went out, and once one did refuses to be written again, so that no layer below can send a fax twice.
/// </summary>
internal sealed class SubmissionContent : HttpContent
{
    // A multiple of three, so that only a document's last block is padded.
    private const int Block = 48 * 1024;

    // A plus sign stays a plus sign: not every reader on the way is sure to undo escapes.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly byte[] DocumentEnd = "\"}"u8.ToArray();
    private static readonly byte[] BodyEnd = "]}"u8.ToArray();

    private readonly Submission _submission;
    private readonly byte[] _head;
    private readonly byte[][] _documentHeads;

    /// <param name="number">In the carrier's form.</param>
    public SubmissionContent(Submission submission, string number, EFaxOptions options)
    {
        _submission = submission;
        _head = Head(submission.Reference, number, options);
        _documentHeads = [.. submission.Documents.Select(static (document, index) => DocumentHead(document.Type, index == 0))];
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    /// <summary>Whether the first byte of the body was given to the connection.</summary>
    public bool HasStarted { get; private set; }

    /// <summary>Why writing stopped before its first byte; null when it did not.</summary>
    public SubmissionStop? Stop { get; private set; }

    /// <summary>Bytes of the body.</summary>
    public long Length
    {
        get
        {
            long length = _head.Length + BodyEnd.Length;
            for (var i = 0; i < _documentHeads.Length; i++)
            {
                length += _documentHeads[i].Length + EncodedLength(_submission.Documents[i].Size) + DocumentEnd.Length;
            }

            return length;
        }
    }

    public static long EncodedLength(long size) => (size + 2) / 3 * 4;

    protected override bool TryComputeLength(out long length)
    {
        length = Length;
        return true;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (HasStarted)
        {
            throw new InvalidOperationException("A hand-over is never sent a second time.");
        }

        var documents = new List<Stream>(_submission.Documents.Count);
        try
        {
            await OpenAsync(documents, cancellationToken);
            if (!_submission.MayStillSend())
            {
                throw Stopped(SubmissionStop.Withdrawn, null);
            }

            HasStarted = true;
            await stream.WriteAsync(_head, cancellationToken);
            for (var i = 0; i < documents.Count; i++)
            {
                await stream.WriteAsync(_documentHeads[i], cancellationToken);
                await EncodeAsync(documents[i], _submission.Documents[i].Size, stream, cancellationToken);
                await stream.WriteAsync(DocumentEnd, cancellationToken);
            }

            await stream.WriteAsync(BodyEnd, cancellationToken);
        }
        finally
        {
            foreach (var document in documents)
            {
                await document.DisposeAsync();
            }
        }
    }

    // All are opened before the first byte: a document that is gone is found while nothing is sent yet.
    private async Task OpenAsync(List<Stream> documents, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var document in _submission.Documents)
            {
                var stream = await document.OpenAsync(cancellationToken);
                documents.Add(stream);
                if (stream.CanSeek && stream.Length - stream.Position != document.Size)
                {
                    throw new IOException("A document has another size than recorded.");
                }
            }
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            throw Stopped(SubmissionStop.DocumentUnreadable, problem);
        }
    }

    private static async Task EncodeAsync(Stream document, long size, Stream destination, CancellationToken cancellationToken)
    {
        var raw = ArrayPool<byte>.Shared.Rent(Block);
        var encoded = ArrayPool<byte>.Shared.Rent(Base64.GetMaxEncodedToUtf8Length(Block));
        try
        {
            for (var left = size; left > 0;)
            {
                var wanted = (int)Math.Min(left, Block);
                await ReadAsync(document, raw.AsMemory(0, wanted), cancellationToken);
                Base64.EncodeToUtf8(raw.AsSpan(0, wanted), encoded, out _, out var written);
                await destination.WriteAsync(encoded.AsMemory(0, written), cancellationToken);
                left -= wanted;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(raw);
            ArrayPool<byte>.Shared.Return(encoded);
        }
    }

    // Whatever a document's store throws, to the hand-over it is a body that broke off.
    private static async ValueTask ReadAsync(Stream document, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            await document.ReadExactlyAsync(buffer, cancellationToken);
        }
        catch (Exception problem) when (problem is not (OperationCanceledException or IOException))
        {
            throw new IOException("A document could not be read to its end.", problem);
        }
    }

    private static byte[] Head(string reference, string number, EFaxOptions options)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            json.WriteStartArray("destinations");
            json.WriteStartObject();
            json.WriteString("fax_number", number);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteStartObject("fax_options");
            json.WriteString("image_resolution", "FINE");
            json.WriteBoolean("include_cover_page", false);
            json.WriteStartObject("retry_options");
            json.WriteNumber("non_billable", options.NonBillableRetries);
            json.WriteNumber("billable", options.BillableRetries);
            json.WriteNumber("human_answer", options.HumanAnswerRetries);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteStartObject("client_data");
            json.WriteString("client_reference_id", reference);
            json.WriteEndObject();
            json.WriteStartArray("documents");
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static byte[] DocumentHead(string type, bool isFirst) =>
        Encoding.UTF8.GetBytes($"{(isFirst ? "" : ",")}{{\"document_type\":\"{JsonEncodedText.Encode(type)}\",\"document_content\":\"");

    private HttpRequestException Stopped(SubmissionStop stop, Exception? cause)
    {
        Stop = stop;
        return new HttpRequestException(HttpRequestError.Unknown, "The hand-over was stopped before its first byte.", cause);
    }
}
