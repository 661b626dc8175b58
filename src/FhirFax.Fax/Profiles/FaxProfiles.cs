using System.Text.Json;

namespace FhirFax.Fax.Profiles;

/// <summary>The resources of <c>fhir-profiles</c>: profiles, extensions, operations, code systems, value sets, search parameters and the naming system, embedded.</summary>
public static class FaxProfiles
{
    private const string Folder = "fhir-profiles/";
    private static readonly Dictionary<(string ResourceType, string Id), FaxProfile> ByKey;

    static FaxProfiles()
    {
        All = Load();
        ByKey = All.ToDictionary(static profile => (profile.ResourceType, profile.Id));
    }

    /// <summary>Ordered by type, then id.</summary>
    public static IReadOnlyList<FaxProfile> All { get; }

    /// <summary>Null when FhirFax defines no such resource.</summary>
    public static FaxProfile? Find(string resourceType, string id) => ByKey.GetValueOrDefault((resourceType, id));

    private static List<FaxProfile> Load()
    {
        var assembly = typeof(FaxProfiles).Assembly;
        var profiles = new List<FaxProfile>();
        foreach (var name in assembly.GetManifestResourceNames())
        {
            if (name.StartsWith(Folder, StringComparison.Ordinal))
            {
                using var stream = assembly.GetManifestResourceStream(name)!;
                profiles.Add(Read(stream));
            }
        }

        profiles.Sort(static (a, b) => string.CompareOrdinal($"{a.ResourceType}/{a.Id}", $"{b.ResourceType}/{b.Id}"));
        return profiles;
    }

    private static FaxProfile Read(Stream stream)
    {
        var utf8 = new byte[stream.Length];
        stream.ReadExactly(utf8);
        using var json = JsonDocument.Parse(utf8);
        var root = json.RootElement;
        return new FaxProfile(
            root.GetProperty("resourceType"u8).GetString()!,
            root.GetProperty("id"u8).GetString()!,
            root.TryGetProperty("url"u8, out var url) ? url.GetString() : null,
            utf8);
    }
}
