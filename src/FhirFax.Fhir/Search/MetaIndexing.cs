using System.Text.Json;

namespace FhirFax.Fhir.Search;

/// <summary>By what the profiles, tags and security labels that are in use are listed (R4 resource-operation-meta.html).</summary>
internal static class MetaIndexing
{
    public static void Add(JsonElement resource, IndexEntries entries)
    {
        var meta = resource.Member("meta"u8);
        if (meta.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var profile in meta.Items("profile"u8))
        {
            if (profile.ValueKind == JsonValueKind.String && profile.GetString() is { Length: > 0 } url)
            {
                entries.Add(new IndexEntry.Uri(DerivedCode.InUse("_profile"), url));
            }
        }

        AddLabels("_security", meta.Items("security"u8), entries);
        AddLabels("_tag", meta.Items("tag"u8), entries);
    }

    private static void AddLabels(string parameter, JsonElement.ArrayEnumerator codings, IndexEntries entries)
    {
        foreach (var coding in codings)
        {
            var label = new MetaLabel(coding.Text("system"u8), coding.Text("code"u8));
            if (label != default)
            {
                entries.Add(new IndexEntry.Uri(DerivedCode.InUse(parameter), label.ToString()));
            }
        }
    }
}
