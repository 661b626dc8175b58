using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text.Json;
using FhirFax.Fhir.Search;

namespace FhirFax.Fhir.Json;

/// <summary>
/// A checked resource on its way into a store: index entries extracted, and the bytes cut where <c>id</c> and <c>meta</c> go,
/// so that a store fills in version and time inside its transaction without parsing again.
/// </summary>
/// <remarks>Holds copies of the bytes: the document it came from may be disposed.</remarks>
public sealed class PreparedResource
{
    private const string InstantFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
    private const int LongestVersion = 20;

    /// <summary>Everything before the digits of <c>versionId</c>.</summary>
    private readonly byte[] _head;

    /// <summary>Everything after the closing quote of <c>lastUpdated</c>.</summary>
    private readonly byte[] _tail;

    private PreparedResource(ResourceDocument document, string id, IReadOnlyList<IndexEntry> entries)
    {
        ResourceType = document.ResourceType;
        Id = id;
        Entries = entries;
        _head = Head(document.ResourceType, id);
        _tail = Tail(document);
    }

    public string ResourceType { get; }

    public string Id { get; }

    public IReadOnlyList<IndexEntry> Entries { get; }

    /// <summary>
    /// Cuts <paramref name="document"/> for storage under <paramref name="id"/>. The client's <c>meta.versionId</c> and <c>meta.lastUpdated</c> are dropped, the
    /// rest of <c>meta</c> (profile, security, tag, source, extension) is kept. All other members keep order and exact bytes.
    /// </summary>
    public static PreparedResource From(ResourceDocument document, string id, SearchIndexer indexer) => From(document, id, indexer.Index(document));

    /// <summary>As above, found by <paramref name="entries"/> alone.</summary>
    public static PreparedResource From(ResourceDocument document, string id, IReadOnlyList<IndexEntry> entries) => new(document, id, entries);

    /// <summary>
    /// The JSON to store and to send: <c>resourceType</c>, <c>id</c>, <c>meta</c> first, then the rest.
    /// <paramref name="lastUpdated"/> is written in UTC with milliseconds; what is finer is cut off.
    /// </summary>
    public byte[] Render(long versionId, DateTimeOffset lastUpdated)
    {
        Span<byte> version = stackalloc byte[LongestVersion];
        Utf8Formatter.TryFormat(versionId, version, out var versionLength);
        Span<byte> instant = stackalloc byte[InstantFormat.Length];
        lastUpdated.UtcDateTime.TryFormat(instant, out _, InstantFormat);
        var between = "\",\"lastUpdated\":\""u8;

        var json = new byte[_head.Length + versionLength + between.Length + instant.Length + 1 + _tail.Length];
        var rest = json.AsSpan();
        Append(ref rest, _head);
        Append(ref rest, version[..versionLength]);
        Append(ref rest, between);
        Append(ref rest, instant);
        Append(ref rest, "\""u8);
        _tail.CopyTo(rest);
        return json;
    }

    private static void Append(ref Span<byte> rest, scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(rest);
        rest = rest[bytes.Length..];
    }

    private static byte[] Head(string resourceType, string id) =>
        [
            .. "{\"resourceType\":\""u8,
            .. JsonEncodedText.Encode(resourceType).EncodedUtf8Bytes,
            .. "\",\"id\":\""u8,
            .. JsonEncodedText.Encode(id).EncodedUtf8Bytes,
            .. "\",\"meta\":{\"versionId\":\""u8,
        ];

    private static byte[] Tail(ResourceDocument document)
    {
        var tail = new ArrayBufferWriter<byte>(document.Utf8.Length + 2);
        if (document.Root.TryGetProperty("meta"u8, out var meta) && meta.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in meta.EnumerateObject())
            {
                if (!IsOurs(member))
                {
                    AppendMember(tail, member);
                }
            }
        }

        tail.Write("}"u8);
        foreach (var member in document.Root.EnumerateObject())
        {
            if (!member.NameEquals("resourceType"u8) && !member.NameEquals("id"u8) && !member.NameEquals("meta"u8))
            {
                AppendMember(tail, member);
            }
        }

        tail.Write("}"u8);
        return tail.WrittenSpan.ToArray();
    }

    private static bool IsOurs(JsonProperty member) =>
        member.NameEquals("versionId"u8) || member.NameEquals("lastUpdated"u8) || member.NameEquals("_versionId"u8) || member.NameEquals("_lastUpdated"u8);

    private static void AppendMember(ArrayBufferWriter<byte> buffer, JsonProperty member)
    {
        buffer.Write(",\""u8);
        buffer.Write(JsonMarshal.GetRawUtf8PropertyName(member));
        buffer.Write("\":"u8);
        buffer.Write(JsonMarshal.GetRawUtf8Value(member.Value));
    }
}
