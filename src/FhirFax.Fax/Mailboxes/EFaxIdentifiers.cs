using System.Text.Json;
using FhirFax.Fax.Resources;
using FhirFax.Store.Resources;

namespace FhirFax.Fax.Mailboxes;

/// <summary>Reads the eFax user ids that an Organization or Practitioner bears.</summary>
internal static class EFaxIdentifiers
{
    /// <summary>Values of identifiers of system <c>https://efax.com</c> that are in force: distinct, in order.</summary>
    public static IReadOnlyList<string> ActiveUserIds(StoredResource owner, DateTimeOffset now)
    {
        if (owner.IsDeleted)
        {
            return [];
        }

        using var json = JsonDocument.Parse(owner.Utf8);
        if (!json.RootElement.TryGetProperty("identifier"u8, out var identifiers) || identifiers.ValueKind != JsonValueKind.Array)
        {
            return [];
        }

        var userIds = new List<string>();
        foreach (var identifier in identifiers.EnumerateArray())
        {
            if (Text(identifier, "system") == FaxUrls.EFaxIdentifier
                && Text(identifier, "use") != "old"
                && FhirPeriod.IsActive(identifier, now)
                && Text(identifier, "value") is { Length: > 0 } value
                && !userIds.Contains(value))
            {
                userIds.Add(value);
            }
        }

        return userIds;
    }

    private static string? Text(JsonElement element, string property) =>
        element.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
