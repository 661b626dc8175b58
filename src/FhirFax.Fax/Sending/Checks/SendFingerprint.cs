using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FhirFax.Fax.Resources;

namespace FhirFax.Fax.Sending.Checks;

/// <summary>Digests by which a repeated send is known again (design 7, step 8).</summary>
internal static class SendFingerprint
{
    /// <summary>Of what was asked, independent of the order of properties: tells a repeat under one <c>Idempotency-Key</c> from another request.</summary>
    public static string OfRequest(SendRequest request)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(digest, request.Sender?.ToString());
        Add(digest, request.CommunicationId);
        if (request.Communication is { } body)
        {
            AddNode(digest, JsonNode.Parse(body.Utf8.Span));
        }

        return Convert.ToHexStringLower(digest.GetHashAndReset());
    }

    /// <summary>Of what would be faxed: mailbox, sorted numbers, documents in order, topic and note.</summary>
    public static string OfContent(SendPlan plan, JsonElement communication)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(digest, plan.Mailbox.AppId);
        Add(digest, plan.Mailbox.UserId);
        foreach (var number in plan.Numbers.Select(n => n.Number.ToString()).Order(StringComparer.Ordinal))
        {
            Add(digest, number);
        }

        Add(digest, "documents");
        foreach (var document in plan.Documents)
        {
            Add(digest, document.Hash.ToString());
        }

        Add(digest, "topic");
        AddNode(digest, Node(communication.Child("topic")));
        Add(digest, "note");
        AddNode(digest, Node(communication.Child("note")));
        return Convert.ToHexStringLower(digest.GetHashAndReset());
    }

    private static JsonNode? Node(JsonElement? element) => element is { } value ? JsonNode.Parse(value.GetRawText()) : null;

    private static void AddNode(IncrementalHash digest, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject json:
                Add(digest, "{");
                foreach (var (name, value) in json.OrderBy(property => property.Key, StringComparer.Ordinal))
                {
                    Add(digest, name);
                    AddNode(digest, value);
                }

                Add(digest, "}");
                break;
            case JsonArray array:
                Add(digest, "[");
                foreach (var item in array)
                {
                    AddNode(digest, item);
                }

                Add(digest, "]");
                break;
            default:
                Add(digest, node is null ? null : Encoding.UTF8.GetString(ResourcePreparer.Write(node).Span));
                break;
        }
    }

    /// <summary>With its length before it, so that no two sequences of texts give the same bytes.</summary>
    private static void Add(IncrementalHash digest, string? text)
    {
        Span<byte> length = stackalloc byte[4];
        BitConverter.TryWriteBytes(length, text is null ? -1 : Encoding.UTF8.GetByteCount(text));
        digest.AppendData(length);
        digest.AppendData(Encoding.UTF8.GetBytes(text ?? ""));
    }
}
