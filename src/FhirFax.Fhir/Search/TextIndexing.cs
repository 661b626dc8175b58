using System.Text.Json;

namespace FhirFax.Fhir.Search;

/// <summary>What string and uri parameters find (R4 search.html#string, #uri).</summary>
internal static class TextIndexing
{
    public static void AddString(string parameter, string type, JsonElement value, IndexEntries entries)
    {
        switch (type)
        {
            case "HumanName":
                AddMember(parameter, value.Member("text"u8), entries);
                AddMember(parameter, value.Member("family"u8), entries);
                AddMember(parameter, value.Member("given"u8), entries);
                AddMember(parameter, value.Member("prefix"u8), entries);
                AddMember(parameter, value.Member("suffix"u8), entries);
                break;
            case "Address":
                AddMember(parameter, value.Member("text"u8), entries);
                AddMember(parameter, value.Member("line"u8), entries);
                AddMember(parameter, value.Member("city"u8), entries);
                AddMember(parameter, value.Member("district"u8), entries);
                AddMember(parameter, value.Member("state"u8), entries);
                AddMember(parameter, value.Member("postalCode"u8), entries);
                AddMember(parameter, value.Member("country"u8), entries);
                break;
            default:
                AddText(parameter, value, entries);
                break;
        }
    }

    /// <summary>A canonical is found with and without the version behind its <c>|</c>.</summary>
    public static void AddUri(string parameter, JsonElement value, IndexEntries entries)
    {
        if (value.ValueKind != JsonValueKind.String || value.GetString() is not { Length: > 0 } uri)
        {
            return;
        }

        entries.Add(new IndexEntry.Uri(parameter, uri));
        var bar = uri.IndexOf('|', StringComparison.Ordinal);
        if (bar > 0)
        {
            entries.Add(new IndexEntry.Uri(parameter, uri[..bar]));
        }
    }

    /// <summary>Nothing when the value is no text.</summary>
    public static void AddText(string parameter, JsonElement value, IndexEntries entries)
    {
        if (value.ValueKind == JsonValueKind.String
            && value.GetString() is { Length: > 0 } text
            && SearchText.Normalize(text) is { Length: > 0 } normalized)
        {
            entries.Add(new IndexEntry.String(parameter, normalized, SearchText.Clip(text)));
        }
    }

    private static void AddMember(string parameter, JsonElement member, IndexEntries entries)
    {
        if (member.ValueKind != JsonValueKind.Array)
        {
            AddText(parameter, member, entries);
            return;
        }

        foreach (var item in member.EnumerateArray())
        {
            AddText(parameter, item, entries);
        }
    }
}
