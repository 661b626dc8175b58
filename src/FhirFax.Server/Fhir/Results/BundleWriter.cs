using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using FhirFax.Server.Http;
using FhirFax.Store.Resources;

namespace FhirFax.Server.Fhir.Results;

/// <summary>Writes a Bundle around resources that stay the bytes they are.</summary>
/// <param name="baseUrl">For <c>fullUrl</c>, without a slash at its end.</param>
/// <param name="render">What of a stored resource goes into its entry; null: all of it.</param>
internal sealed class BundleWriter(PooledBuffer output, string baseUrl, Func<StoredResource, ReadOnlyMemory<byte>>? render)
{
    private readonly byte[] _beforeKey = [.. "{\"fullUrl\":\""u8, .. JsonEncodedText.Encode(baseUrl, FhirJson.Encoder).EncodedUtf8Bytes, (byte)'/'];

    public void Write(BundleContent bundle)
    {
        Write("""{"resourceType":"Bundle","type":"""u8);
        Write(bundle.Kind switch
        {
            BundleKind.Searchset => "\"searchset\""u8,
            BundleKind.History => "\"history\""u8,
            _ => "\"collection\""u8,
        });
        if (bundle.Total is { } total)
        {
            Write(",\"total\":"u8);
            Write(total);
        }

        WriteLinks(bundle);
        if (bundle.Resources.Count + bundle.Included.Count + bundle.Outcomes.Count > 0)
        {
            WriteEntries(bundle);
        }

        Write("}"u8);
    }

    /// <summary>About how long the Bundle will be.</summary>
    public static int Estimate(BundleContent bundle)
    {
        const int around = 256;
        var size = 4 * around;
        for (var i = 0; i < bundle.Resources.Count; i++)
        {
            size += bundle.Resources[i].Utf8.Length + around;
        }

        for (var i = 0; i < bundle.Included.Count; i++)
        {
            size += bundle.Included[i].Utf8.Length + around;
        }

        return size;
    }

    private void WriteLinks(BundleContent bundle)
    {
        if (bundle.SelfLink is null)
        {
            return;
        }

        Write(",\"link\":["u8);
        WriteLink("self"u8, bundle.SelfLink);
        if (bundle.NextLink is not null)
        {
            Write(","u8);
            WriteLink("next"u8, bundle.NextLink);
        }

        Write("]"u8);
    }

    private void WriteLink(ReadOnlySpan<byte> relation, string url)
    {
        Write("{\"relation\":\""u8);
        Write(relation);
        Write("\",\"url\":\""u8);
        Write(JsonEncodedText.Encode(url, FhirJson.Encoder).EncodedUtf8Bytes);
        Write("\"}"u8);
    }

    private void WriteEntries(BundleContent bundle)
    {
        Write(",\"entry\":"u8);
        var before = "["u8;
        for (var i = 0; i < bundle.Resources.Count; i++)
        {
            Write(before);
            WriteEntry(bundle.Kind, bundle.Resources[i], "match"u8);
            before = ","u8;
        }

        for (var i = 0; i < bundle.Included.Count; i++)
        {
            Write(before);
            WriteEntry(bundle.Kind, bundle.Included[i], "include"u8);
            before = ","u8;
        }

        foreach (var outcome in bundle.Outcomes)
        {
            Write(before);
            Write("{\"resource\":"u8);
            Write(FhirJson.Write(outcome).Span);
            WriteMode(bundle.Kind, "outcome"u8);
            Write("}"u8);
            before = ","u8;
        }

        Write("]"u8);
    }

    private void WriteEntry(BundleKind kind, StoredResource resource, ReadOnlySpan<byte> mode)
    {
        Write(_beforeKey);
        WriteKey(resource.Key);
        if (resource.IsDeleted)
        {
            Write("\""u8);
        }
        else
        {
            Write("\",\"resource\":"u8);
            Write((render is null ? resource.Utf8 : render(resource)).Span);
        }

        WriteMode(kind, mode);
        if (kind == BundleKind.History)
        {
            WriteChange(resource);
        }

        Write("}"u8);
    }

    private void WriteMode(BundleKind kind, ReadOnlySpan<byte> mode)
    {
        if (kind == BundleKind.Searchset)
        {
            Write(",\"search\":{\"mode\":\""u8);
            Write(mode);
            Write("\"}"u8);
        }
    }

    /// <summary>What made this version (R4 http.html#history).</summary>
    private void WriteChange(StoredResource resource)
    {
        var isNew = resource is { VersionId: 1, IsDeleted: false };
        Write(",\"request\":{\"method\":\""u8);
        Write(resource.IsDeleted ? "DELETE"u8 : isNew ? "POST"u8 : "PUT"u8);
        Write("\",\"url\":\""u8);
        if (isNew)
        {
            WriteAscii(resource.Key.Type);
        }
        else
        {
            WriteKey(resource.Key);
        }

        Write("\"},\"response\":{\"status\":\""u8);
        Write(isNew ? "201 Created"u8 : "200 OK"u8);
        Write("\",\"etag\":\""u8);
        Write(JsonEncodedText.Encode(ETag.Of(resource.VersionId), FhirJson.Encoder).EncodedUtf8Bytes);
        Write("\",\"lastModified\":\""u8);
        WriteInstant(resource.LastUpdated);
        Write("\"}"u8);
    }

    private void WriteInstant(DateTimeOffset instant)
    {
        instant.UtcDateTime.TryFormat(output.GetSpan(32), out var written, "yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        output.Advance(written);
    }

    /// <summary>Type and id, neither of which holds anything that JSON escapes.</summary>
    private void WriteKey(ResourceKey key)
    {
        WriteAscii(key.Type);
        Write("/"u8);
        WriteAscii(key.Id);
    }

    private void WriteAscii(string text) => output.Advance(Encoding.UTF8.GetBytes(text, output.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length))));

    private void Write(long number)
    {
        Utf8Formatter.TryFormat(number, output.GetSpan(20), out var written);
        output.Advance(written);
    }

    private void Write(ReadOnlySpan<byte> utf8) => output.Write(utf8);
}
