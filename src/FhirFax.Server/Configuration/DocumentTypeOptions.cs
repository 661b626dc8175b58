using System.Buffers;
using FhirFax.Fax.Projects;

namespace FhirFax.Server.Configuration;

/// <summary>The <c>Projects__n__DocumentTypes__m</c> settings: what a received fax can be filed as, beside the three types that every project has.</summary>
internal static class DocumentTypeOptions
{
    private const int LongestName = 100;
    private const int LongestExtension = 10;
    private static readonly SearchValues<char> ExtensionCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789");

    /// <summary>The project's catalogue. An entry with the name of a built-in type takes its place, but cannot switch it off.</summary>
    /// <param name="key">Of the project.</param>
    internal static IReadOnlyList<PatientDocumentType> Read(SettingReader reader, string key)
    {
        var types = new List<PatientDocumentType>(PatientDocumentType.BuiltIn);
        var configured = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in reader.Items($"{key}:DocumentTypes"))
        {
            var type = ReadOne(reader, item);
            if (!configured.Add(type.Name))
            {
                throw SettingReader.Bad($"{item}:Name", $"repeats the document type '{type.Name}'.");
            }

            var builtIn = types.FindIndex(t => t.Name == type.Name);
            if (builtIn < 0)
            {
                types.Add(type);
            }
            else if (!type.IsActive)
            {
                throw SettingReader.Bad($"{item}:Active", $"cannot be false: every project has the type '{type.Name}'.");
            }
            else
            {
                types[builtIn] = type;
            }
        }

        return types;
    }

    private static PatientDocumentType ReadOne(SettingReader reader, string key)
    {
        var name = reader.Text($"{key}:Name") ?? throw SettingReader.Bad($"{key}:Name", "is missing: a document type needs a name.");
        if (name.Length > LongestName || name.Any(char.IsControl))
        {
            throw SettingReader.Bad($"{key}:Name", $"must be 1 to {LongestName} characters that can be seen.");
        }

        return new PatientDocumentType(name)
        {
            Title = reader.Text($"{key}:Title"),
            AllowedExtensions = ReadExtensions(reader, $"{key}:Extensions"),
            IsActive = reader.Flag($"{key}:Active", true),
        };
    }

    /// <summary>A list of items, or one value with commas; with or without leading dots.</summary>
    private static List<string> ReadExtensions(SettingReader reader, string key)
    {
        var extensions = new List<string>();
        foreach (var text in (IEnumerable<string>)[.. reader.Text(key)?.Split(',') ?? [], .. reader.Texts(key)])
        {
            var extension = text.Trim().TrimStart('.').ToLowerInvariant();
            if (extension.Length is 0 or > LongestExtension || extension.AsSpan().ContainsAnyExcept(ExtensionCharacters))
            {
                throw SettingReader.Bad(key, "must hold extensions such as pdf, in letters and digits.");
            }

            if (!extensions.Contains(extension))
            {
                extensions.Add(extension);
            }
        }

        return extensions;
    }
}
