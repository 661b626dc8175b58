using System.Text.Json;

namespace FhirFax.EFax.Json;

/// <summary>The carrier's fax ids: UUIDs in any case. Nothing else is ever put into a path.</summary>
internal static class FaxId
{
    public static bool IsValid(string? text) => text is not null && Guid.TryParseExact(text, "D", out _);

    /// <summary>A record's valid id; null when missing or malformed.</summary>
    public static string? Of(JsonElement? record) => record.Text("fax_id")?.Trim() is { } id && IsValid(id) ? id : null;
}
