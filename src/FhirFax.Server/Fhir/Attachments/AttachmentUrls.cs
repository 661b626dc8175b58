using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using FhirFax.Fhir.Json;

namespace FhirFax.Server.Fhir.Attachments;

/// <summary>Rewrites <c>Attachment.url</c>s: to <c>Binary/id</c> on the way in, to signed urls on the way out to extended clients. All other bytes stay as they are.</summary>
internal static class AttachmentUrls
{
    /// <summary>The document with our own absolute and signed urls made relative; the same document when there are none. A replaced document is disposed.</summary>
    public static ResourceDocument Normalise(ResourceDocument document, IReadOnlyList<string> roots)
    {
        var utf8 = document.Utf8.Span;
        if (utf8.IndexOf("/Binary/"u8) < 0 && utf8.IndexOf("/storage/"u8) < 0 && utf8.IndexOf("\\/"u8) < 0)
        {
            return document;
        }

        var rewritten = Rewrite(
            document.Root, document.Utf8, url => AttachmentUrl.TryMakeRelative(url, roots, out var relative) ? relative : null);
        if (rewritten is null)
        {
            return document;
        }

        document.Dispose();
        return ResourceDocument.TryParse(rewritten, out var normalised, out var problem)
            ? normalised
            : throw new InvalidOperationException($"Rewriting urls broke a resource: {problem.Issues[0].Text}");
    }

    /// <summary>A stored resource with each <c>Binary/id</c> replaced by what <paramref name="sign"/> answers for the id; null leaves it.</summary>
    public static ReadOnlyMemory<byte> Sign(ReadOnlyMemory<byte> utf8, Func<string, string?> sign)
    {
        if (utf8.Span.IndexOf("\"Binary/"u8) < 0)
        {
            return utf8;
        }

        using var json = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = ResourceDocument.MaxDepth });
        return Rewrite(json.RootElement, utf8, url => AttachmentUrl.TryReadRelative(url, out var id) ? sign(id) : null) ?? utf8;
    }

    /// <summary>Null when nothing is replaced.</summary>
    private static byte[]? Rewrite(JsonElement root, ReadOnlyMemory<byte> utf8, Func<string, string?> replace)
    {
        ArrayBufferWriter<byte>? output = null;
        var copied = 0;
        foreach (var url in AttachmentUrlFinder.Find(root))
        {
            if (replace(url.GetString()!) is not { } replacement)
            {
                continue;
            }

            output ??= new ArrayBufferWriter<byte>(utf8.Length + 256);
            var raw = JsonMarshal.GetRawUtf8Value(url);
            utf8.Span.Overlaps(raw, out var offset);
            output.Write(utf8.Span[copied..offset]);
            output.Write("\""u8);
            output.Write(JsonEncodedText.Encode(replacement, Results.FhirJson.Encoder).EncodedUtf8Bytes);
            output.Write("\""u8);
            copied = offset + raw.Length;
        }

        if (output is null)
        {
            return null;
        }

        output.Write(utf8.Span[copied..]);
        return output.WrittenSpan.ToArray();
    }
}
