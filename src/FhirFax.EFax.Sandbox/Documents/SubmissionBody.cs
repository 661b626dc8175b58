using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using FhirFax.EFax.Sandbox.Faxes;

namespace FhirFax.EFax.Sandbox.Documents;

/// <summary>
/// The JSON of <c>POST /faxes</c> without its documents' bytes: each <c>document_content</c> is decoded into the document folder while the body
/// is read, so that a 100 MB body costs a few buffers.
/// </summary>
internal sealed class SubmissionBody : IDisposable
{
    /// <summary>The carrier's limit, base64 included (efax-corporate-api.md 11.1).</summary>
    public const long MaxBytes = 100_000_000;

    private const int Block = 1 << 16;

    private readonly IReadOnlyList<DocumentUpload?> _uploads;

    private SubmissionBody(JsonObject json, IReadOnlyList<DocumentUpload?> uploads) => (Json, _uploads) = (json, uploads);

    /// <summary>The body; each <c>document_content</c> is the index of its upload.</summary>
    public JsonObject Json { get; }

    /// <returns>The body, or why it is none: 413 over the limit, 400 for anything else.</returns>
    public static async Task<(SubmissionBody? Body, int Status)> ReadAsync(Stream stream, DocumentFolder folder, CancellationToken cancellationToken)
    {
        var uploads = new List<DocumentUpload?>();
        SubmissionBody? body = null;
        var buffer = ArrayPool<byte>.Shared.Rent(Block);
        try
        {
            using var splitter = new DocumentSplitter(folder, uploads);
            long total = 0;
            int read;
            var isTooLong = false;
            while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
            {
                total += read;
                isTooLong |= total > MaxBytes;
                if (!isTooLong)
                {
                    splitter.Feed(buffer.AsSpan(0, read));
                }
            }

            if (isTooLong)
            {
                return (null, StatusCodes.Status413PayloadTooLarge);
            }

            body = Parse(splitter, uploads);
            return (body, body is null ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            if (body is null)
            {
                uploads.ForEach(static upload => upload?.Dispose());
            }
        }
    }

    /// <summary>Keeps the document behind a <c>document_content</c>; null when it was empty or no base64.</summary>
    public StoredDocument? Complete(JsonNode? content, string type) =>
        content is JsonValue value && value.TryGetValue<int>(out var index) && index >= 0 && index < _uploads.Count && _uploads[index] is { Size: > 0 } upload
            ? upload.Complete(type)
            : null;

    public void Dispose()
    {
        foreach (var upload in _uploads)
        {
            upload?.Dispose();
        }
    }

    private static SubmissionBody? Parse(DocumentSplitter splitter, IReadOnlyList<DocumentUpload?> uploads)
    {
        try
        {
            return splitter.Skeleton is { } text && JsonNode.Parse(text.Span) is JsonObject json ? new SubmissionBody(json, uploads) : null;
        }
        catch (Exception problem) when (problem is JsonException or ArgumentException)
        {
            return null;
        }
    }
}
