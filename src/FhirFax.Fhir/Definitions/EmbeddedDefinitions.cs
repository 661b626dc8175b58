using System.Text.Json;

namespace FhirFax.Fhir.Definitions;

/// <summary>Reads the embedded files of <c>fhir-profiles/r4</c>: one JSON object a line.</summary>
internal static class EmbeddedDefinitions
{
    public static List<JsonElement> ReadLines(string file)
    {
        using var stream = typeof(EmbeddedDefinitions).Assembly.GetManifestResourceStream($"r4/{file}")
            ?? throw new InvalidOperationException($"The embedded definitions lack {file}.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var lines = new List<JsonElement>();
        for (var start = 0; start < bytes.Length;)
        {
            var length = bytes.AsSpan(start).IndexOf((byte)'\n');
            lines.Add(JsonDocument.Parse(bytes.AsMemory(start, length)).RootElement);
            start += length + 1;
        }

        return lines;
    }

    /// <summary>The resources of <c>fhir-profiles/search-parameters</c>: parameters of our own, each a whole SearchParameter.</summary>
    public static List<JsonElement> ReadSearchParameters()
    {
        var assembly = typeof(EmbeddedDefinitions).Assembly;
        var resources = new List<JsonElement>();
        foreach (var name in assembly.GetManifestResourceNames())
        {
            if (name.StartsWith("search-parameters/", StringComparison.Ordinal))
            {
                using var stream = assembly.GetManifestResourceStream(name)!;
                using var json = JsonDocument.Parse(stream);
                resources.Add(json.RootElement.Clone());
            }
        }

        return resources;
    }

    public static string Text(this JsonElement element, string property) => element.GetProperty(property).GetString()!;

    public static string? TextOrNull(this JsonElement element, string property) =>
        element.TryGetProperty(property, out var value) ? value.GetString() : null;

    public static bool Flag(this JsonElement element, string property) => element.TryGetProperty(property, out var value) && value.GetBoolean();

    public static string[] Texts(this JsonElement element, string property)
    {
        if (!element.TryGetProperty(property, out var values))
        {
            return [];
        }

        var texts = new string[values.GetArrayLength()];
        var next = 0;
        foreach (var value in values.EnumerateArray())
        {
            texts[next++] = value.GetString()!;
        }

        return texts;
    }
}
