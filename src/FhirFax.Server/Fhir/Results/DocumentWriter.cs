using System.Buffers;
using System.Buffers.Text;
using FhirFax.Fhir.Outcomes;
using FhirFax.Server.Http;
using Microsoft.Net.Http.Headers;

namespace FhirFax.Server.Fhir.Results;

/// <summary>Streams documents out, raw or as base64 inside a Binary; never holds more than a buffer of one.</summary>
internal static class DocumentWriter
{
    // A multiple of three, so that no padding comes up before the end.
    private const int ChunkSize = 3 * 16 * 1024;

    /// <summary>Raw bytes, whole or the range that is asked for. Conditions are decided, and the headers that name the version are written, before.</summary>
    public static async Task WriteAsync(HttpContext http, FhirBody.Document document, FhirResult result)
    {
        var headers = http.Response.Headers;
        DecideRange(http.Request, result);
        if (IsBeyond(http.Request, document.Size))
        {
            await document.Stream.DisposeAsync();
            headers.ContentRange = $"bytes */{document.Size}";
            await FhirResultWriter.WriteAsync(
                http.Response,
                StatusCodes.Status416RangeNotSatisfiable,
                OperationOutcome.Error(IssueCode.Value, $"The range lies beyond the document, which has {document.Size} bytes."));
            return;
        }

        headers.ContentDisposition = Disposition(document);
        if (IsActive(document.ContentType))
        {
            headers.ContentSecurityPolicy = "sandbox";
        }

        ForgetConditions(http.Request);
        await Microsoft.AspNetCore.Http.Results.Stream(
            document.Stream,
            document.ContentType,
            enableRangeProcessing: true).ExecuteAsync(http);
    }

    /// <summary>The framework would decide them again, by rules for files: a weak tag matches no If-Match there.</summary>
    private static void ForgetConditions(HttpRequest request)
    {
        request.Headers.Remove(HeaderNames.IfMatch);
        request.Headers.Remove(HeaderNames.IfNoneMatch);
        request.Headers.Remove(HeaderNames.IfModifiedSince);
        request.Headers.Remove(HeaderNames.IfUnmodifiedSince);
    }

    /// <summary>
    /// If-Range asks for the range only when nothing has changed (RFC 9110 13.1.5). A version of ours is always the same bytes, so its weak tag is as good as a strong one,
    /// which the framework cannot know.
    /// </summary>
    private static void DecideRange(HttpRequest request, FhirResult result)
    {
        if (!HttpMethods.IsGet(request.Method) || !request.Headers.Range.ToString().StartsWith("bytes=", StringComparison.OrdinalIgnoreCase))
        {
            // Of an unknown unit, or of another method than GET: to be ignored (RFC 9110 14.2).
            request.Headers.Remove(HeaderNames.Range);
        }

        var condition = request.Headers.IfRange.ToString();
        if (condition.Length == 0)
        {
            return;
        }

        var isUnchanged = HeaderUtilities.TryParseDate(condition, out var date)
            ? result.LastModified?.ToUnixTimeSeconds() == date.ToUnixTimeSeconds()
            : ETag.TryParseVersion(condition, out var version) && version == result.Version;
        if (!isUnchanged)
        {
            request.Headers.Remove(HeaderNames.Range);
        }

        request.Headers.Remove(HeaderNames.IfRange);
    }

    /// <summary>Whether no byte of the document is asked for (RFC 9110 15.5.17). Several ranges are answered with the whole document, as a range that cannot be read is.</summary>
    private static bool IsBeyond(HttpRequest request, long size)
    {
        if (!RangeHeaderValue.TryParse(request.Headers.Range.ToString(), out var range) || range.Ranges.Count != 1)
        {
            return false;
        }

        var only = range.Ranges.First();
        return only.From >= size || (only.From is null && only.To == 0);
    }

    /// <summary>The stored JSON of a Binary with <c>data</c> put in before its end.</summary>
    public static async Task WriteAsync(HttpContext http, FhirBody.BinaryResource binary)
    {
        await using var stream = binary.Stream;
        var response = http.Response;
        var form = AnswerForm.Of(http.Request);
        var (before, after) = form.AroundData(binary.Utf8, binary.Content.Size > 0);
        response.ContentType = MediaTypes.Answer(http.Request, form.Format);
        response.ContentLength = before.Length + ((binary.Content.Size + 2) / 3 * 4) + after.Length;
        if (HttpMethods.IsHead(http.Request.Method))
        {
            return;
        }

        var writer = response.BodyWriter;
        writer.Write(before.Span);
        await WriteBase64Async(stream, writer, http.RequestAborted);
        writer.Write(after.Span);
        await writer.FlushAsync(http.RequestAborted);
    }

    /// <summary>The same whole, for a small document.</summary>
    public static async Task<ReadOnlyMemory<byte>> RenderAsync(FhirBody.BinaryResource binary, CancellationToken cancellationToken)
    {
        if (binary.Content.Size == 0)
        {
            return binary.Utf8;
        }

        var data = new byte[binary.Content.Size];
        await binary.Stream.ReadExactlyAsync(data, cancellationToken);
        var buffer = new ArrayBufferWriter<byte>(binary.Utf8.Length + Base64.GetMaxEncodedToUtf8Length(data.Length) + 16);
        buffer.Write(binary.Utf8.Span[..^1]);
        buffer.Write(",\"data\":\""u8);
        Base64.EncodeToUtf8(data, buffer.GetSpan(Base64.GetMaxEncodedToUtf8Length(data.Length)), out _, out var written);
        buffer.Advance(written);
        buffer.Write("\"}"u8);
        return buffer.WrittenMemory;
    }

    private static async Task WriteBase64Async(Stream stream, System.IO.Pipelines.PipeWriter writer, CancellationToken cancellationToken)
    {
        var chunk = ArrayPool<byte>.Shared.Rent(ChunkSize);
        try
        {
            int read;
            do
            {
                read = await stream.ReadAtLeastAsync(chunk.AsMemory(0, ChunkSize), ChunkSize, throwOnEndOfStream: false, cancellationToken);
                var span = writer.GetSpan(Base64.GetMaxEncodedToUtf8Length(read));
                Base64.EncodeToUtf8(chunk.AsSpan(0, read), span, out _, out var written);
                writer.Advance(written);
                await writer.FlushAsync(cancellationToken);
            }
            while (read == ChunkSize);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }

    /// <summary>Shown in the browser, except for what a browser would run as a page of this origin.</summary>
    private static string Disposition(FhirBody.Document document)
    {
        var disposition = new ContentDispositionHeaderValue(IsActive(document.ContentType) ? "attachment" : "inline");
        if (document.FileName is not null)
        {
            disposition.SetHttpFileName(document.FileName);
        }

        return disposition.ToString();
    }

    private static bool IsActive(string contentType) =>
        MediaTypes.Essence(contentType) is var essence
        && (essence.Contains("html", StringComparison.Ordinal) || essence.Contains("xml", StringComparison.Ordinal)
            || essence.Contains("svg", StringComparison.Ordinal) || essence.Contains("script", StringComparison.Ordinal));
}
