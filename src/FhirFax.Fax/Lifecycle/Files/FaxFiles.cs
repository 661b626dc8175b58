using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using FhirFax.Fax.Communications;
using FhirFax.Fax.Resources;
using FhirFax.Store;
using FhirFax.Store.Faxes;
using FhirFax.Store.Resources;

namespace FhirFax.Fax.Lifecycle.Files;

/// <summary><c>files</c>: payloads, each with an <c>id</c> of its own, which is the file's.</summary>
internal static class FaxFiles
{
    private const string OctetStream = "application/octet-stream";

    public static IReadOnlyList<FaxFile> Read(
        ProjectKey project, FaxRow row, ResourceKey communication, JsonElement json, Action<int, ResourceKey> unsized)
    {
        var files = new List<FaxFile>();
        foreach (var payload in json.Items("payload"))
        {
            var (content, binary) = Content(payload);
            if (content is null && binary is null)
            {
                // Text is no file.
                continue;
            }

            var contentType = content?.Text("contentType") ?? OctetStream;
            var size = Size(content);
            if (size is null && binary is { } key)
            {
                unsized(files.Count, key);
            }

            files.Add(new FaxFile(
                Id(project, communication, payload, files),
                row.Direction == FaxDirection.Inbound ? InboundName(row, contentType) : content?.Text("title") ?? $"document-{files.Count + 1}{Extension(contentType)}",
                contentType,
                size ?? 0));
        }

        return files;
    }

    /// <summary>The Binaries that the payloads name.</summary>
    public static IEnumerable<ResourceKey> Binaries(JsonElement communication)
    {
        foreach (var payload in communication.Items("payload"))
        {
            if (Content(payload).Binary is { Type: "Binary" } key)
            {
                yield return key;
            }
        }
    }

    public static JsonObject Payload(Guid id, NewFaxFile file, string binaryId) => new()
    {
        ["id"] = id.ToString("D"),
        ["contentAttachment"] = new JsonObject
        {
            ["contentType"] = file.ContentType,
            ["url"] = $"Binary/{binaryId}",
            ["size"] = file.Content.Size,
            ["title"] = file.OriginalName,
        },
    };

    public static void Append(JsonObject communication, JsonObject payload) => FaxElements.Append(communication, "payload", payload);

    /// <summary>Takes out the payload that is the file at this position, and says which Binary it named.</summary>
    public static ResourceKey? Remove(JsonObject communication, int position)
    {
        var file = -1;
        ResourceKey? binary = null;
        if (communication["payload"] is not JsonArray payloads)
        {
            return null;
        }

        for (var i = 0; i < payloads.Count; i++)
        {
            var (content, named) = Content(JsonElement.Parse(payloads[i]!.ToJsonString()));
            if ((content is null && named is null) || ++file != position)
            {
                continue;
            }

            binary = named;
            payloads.RemoveAt(i);
            break;
        }

        if (payloads.Count == 0)
        {
            communication.Remove("payload");
        }

        return binary;
    }

    /// <summary>What a DocumentReference says of the same content; null when the payload is text.</summary>
    public static JsonObject? Attachment(JsonNode payload)
    {
        if (payload["contentAttachment"] is JsonObject attachment)
        {
            return attachment.DeepClone().AsObject();
        }

        return FaxElements.TextOf(payload["contentReference"], "reference") is { } reference ? new JsonObject { ["url"] = reference } : null;
    }

    private static (JsonElement? Attachment, ResourceKey? Binary) Content(JsonElement payload)
    {
        if (payload.Child("contentAttachment") is { } attachment)
        {
            return (attachment, attachment.Text("url") is { } url && ReferenceKey.TryRead(url, out var key) && key.Type == "Binary" ? key : null);
        }

        return payload.Child("contentReference")?.Text("reference") is { } reference && ReferenceKey.TryRead(reference, out var referred)
            ? (null, referred)
            : (null, null);
    }

    /// <summary>The payload's own id when that is a UUID; else one that stays the same as long as the payload does.</summary>
    private static Guid Id(ProjectKey project, ResourceKey communication, JsonElement payload, List<FaxFile> before)
    {
        if (FaxAliases.TryRead(payload.Text("id"), out var id))
        {
            return id;
        }

        var (content, binary) = Content(payload);
        var name = payload.Text("id") ?? binary?.ToString() ?? content?.Text("url") ?? content?.Text("title") ?? "";
        for (var occurrence = 0; ; occurrence++)
        {
            id = FaxAliases.Derived(project, $"{communication}/payload/{name}/{occurrence}");
            if (!before.Exists(file => file.Id == id))
            {
                return id;
            }
        }
    }

    private static long? Size(JsonElement? attachment)
    {
        if (attachment?.Child("size") is { ValueKind: JsonValueKind.Number } size && size.TryGetInt64(out var bytes))
        {
            return bytes;
        }

        return attachment?.Text("data") is { } data ? Base64Size(data) : null;
    }

    private static long Base64Size(string data)
    {
        var digits = 0L;
        foreach (var c in data)
        {
            digits += c is '=' || char.IsWhiteSpace(c) ? 0 : 1;
        }

        return digits * 3 / 4;
    }

    /// <summary>fax-lifecycle-api.md 9.</summary>
    private static string InboundName(FaxRow row, string contentType) =>
        $"fax-{(row.Received ?? row.Created).UtcDateTime.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}{Extension(contentType)}";

    private static string Extension(string contentType) => contentType switch
    {
        "application/pdf" => ".pdf",
        "image/jpeg" => ".jpg",
        "image/png" => ".png",
        "image/tiff" => ".tif",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => ".docx",
        _ => "",
    };
}
