using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using FhirFax.EFax.Sandbox.Documents;

namespace FhirFax.EFax.Sandbox.Http;

/// <summary>Writes answers, whole or deliberately cut.</summary>
internal sealed class AnswerWriter(DocumentFolder documents)
{
    // A multiple of three, so that only the last piece is padded.
    private const int Block = 48 * 1024;

    // A plus sign stays a plus sign, as in the carrier's timestamps.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public Task WriteAsync(Call call, Answer answer, Cut cut)
    {
        var response = call.Http.Response;
        response.StatusCode = answer.Status;
        response.Headers["transaction-id"] = Printable(call.TransactionId);
        foreach (var (name, value) in answer.Headers)
        {
            response.Headers[name] = value;
        }

        if (answer.Image is { } image)
        {
            return WriteImageAsync(call.Http, image, cut);
        }

        if (answer.Text is { } text)
        {
            response.ContentType = text.AsSpan().TrimStart() is ['{' or '[', ..] ? "application/json" : "text/plain; charset=utf-8";
            return WriteBytesAsync(call.Http, Encoding.UTF8.GetBytes(text), cut);
        }

        if (answer.Body is not { } body)
        {
            return Task.CompletedTask;
        }

        if (body is JsonObject error && error.ContainsKey("errors"))
        {
            error["transaction_id"] = call.TransactionId;
        }

        response.ContentType = "application/json";
        return WriteBytesAsync(call.Http, Encoding.UTF8.GetBytes(body.ToJsonString(Plain)), cut);
    }

    private static async Task WriteBytesAsync(HttpContext http, ReadOnlyMemory<byte> bytes, Cut cut)
    {
        http.Response.ContentLength = cut == Cut.Garbled ? bytes.Length / 2 : bytes.Length;
        await http.Response.Body.WriteAsync(cut == Cut.None ? bytes : bytes[..(bytes.Length / 2)], http.RequestAborted);
        await CutAsync(http, cut);
    }

    private static async Task CutAsync(HttpContext http, Cut cut)
    {
        if (cut == Cut.Broken)
        {
            await http.Response.Body.FlushAsync(http.RequestAborted);
            http.Abort();
        }
    }

    private async Task WriteImageAsync(HttpContext http, ImageAnswer image, Cut cut)
    {
        await using var file = documents.Open(image.Document);
        var head = Encoding.UTF8.GetBytes(
            $$"""{"fax_id":"{{image.FaxId}}","file_name":"{{image.FaxId}}.{{image.Document.Type.ToLowerInvariant()}}","image":" """.TrimEnd());
        var tail = "\"}"u8.ToArray();
        var total = head.Length + Base64.GetMaxEncodedToUtf8Length((int)file.Length) + tail.Length;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = cut == Cut.Garbled ? total / 2 : total;
        var left = cut == Cut.None ? total : total / 2;
        await foreach (var piece in PiecesAsync(file, head, tail, http.RequestAborted))
        {
            var sent = piece[..Math.Min(piece.Length, left)];
            await http.Response.Body.WriteAsync(sent, http.RequestAborted);
            left -= sent.Length;
            if (left == 0)
            {
                break;
            }
        }

        await CutAsync(http, cut);
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> PiecesAsync(
        Stream file, byte[] head, byte[] tail, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return head;
        var raw = ArrayPool<byte>.Shared.Rent(Block);
        var encoded = ArrayPool<byte>.Shared.Rent(Base64.GetMaxEncodedToUtf8Length(Block));
        try
        {
            int read;
            while ((read = await file.ReadAtLeastAsync(raw.AsMemory(0, Block), Block, throwOnEndOfStream: false, cancellationToken)) > 0)
            {
                Base64.EncodeToUtf8(raw.AsSpan(0, read), encoded, out _, out var written);
                yield return encoded.AsMemory(0, written);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(raw);
            ArrayPool<byte>.Shared.Return(encoded);
        }

        yield return tail;
    }

    // What the caller chose is echoed, but never lets it write headers of its own.
    private static string Printable(string text) => string.Concat(text.Where(static c => c is >= ' ' and <= '~'));
}
