using System.Text.Json;

namespace FhirFax.Server.Notifications;

/// <summary>What a notification of the carrier says; its members are not published (efax-corporate-api.md 10), so only the fax id is looked for.</summary>
internal static class NotificationBody
{
    /// <summary>The fax id of an object, of the only object in an array, or of one enclosing member; null when there is none that is a UUID.</summary>
    public static string? FaxId(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var json = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = 16 });
            return Find(json.RootElement, 2);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Find(JsonElement element, int levels)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            return levels > 0 && element.GetArrayLength() == 1 ? Find(element[0], levels - 1) : null;
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if (element.TryGetProperty("fax_id"u8, out var id) && id.ValueKind == JsonValueKind.String)
        {
            return Guid.TryParseExact(id.GetString(), "D", out var faxId) ? faxId.ToString() : null;
        }

        foreach (var member in element.EnumerateObject())
        {
            if (levels > 0 && Find(member.Value, levels - 1) is { } found)
            {
                return found;
            }
        }

        return null;
    }
}
