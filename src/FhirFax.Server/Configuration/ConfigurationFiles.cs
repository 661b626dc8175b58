using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration.Json;

namespace FhirFax.Server.Configuration;

/// <summary>The JSON files that settings come from, looked at before what the framework made of them is believed: a file that is gone or half written reads as an empty one there.</summary>
internal sealed class ConfigurationFiles
{
    private static readonly JsonDocumentOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private readonly List<(string Path, bool IsRequired)> _files = [];

    /// <summary>Takes the files that are there now as needed from now on.</summary>
    public ConfigurationFiles(IConfigurationBuilder configuration)
    {
        foreach (var source in configuration.Sources.OfType<JsonConfigurationSource>())
        {
            if (source.FileProvider?.GetFileInfo(source.Path ?? "") is { PhysicalPath: { } path, Exists: var exists })
            {
                _files.Add((path, exists));
            }

            // Without this a bad file would break off the reading of all others.
            source.OnLoadException = static context => context.Ignore = true;
        }
    }

    public IEnumerable<string> Paths => _files.Select(f => f.Path);

    /// <summary>Differs when any of the files does, or is gone, or cannot be read.</summary>
    public string Digest()
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (path, _) in _files)
        {
            digest.AppendData(Encoding.UTF8.GetBytes(path));
            try
            {
                digest.AppendData(File.ReadAllBytes(path));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                digest.AppendData(Encoding.UTF8.GetBytes(exception.GetType().Name));
            }
        }

        return Convert.ToHexString(digest.GetHashAndReset());
    }

    /// <exception cref="SettingException">A file is not there any more, or is no JSON.</exception>
    public void RequireReadable()
    {
        foreach (var (path, isRequired) in _files)
        {
            RequireReadable(path, isRequired);
        }
    }

    private static void RequireReadable(string path, bool isRequired)
    {
        if (!File.Exists(path))
        {
            if (isRequired)
            {
                throw new SettingException($"The settings file {path} is not there any more.");
            }

            return;
        }

        try
        {
            using var stream = File.OpenRead(path);
            using var json = JsonDocument.Parse(stream, Options);
        }
        catch (JsonException exception)
        {
            throw new SettingException($"The settings file {path} is not JSON (line {exception.LineNumber + 1}).");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SettingException($"The settings file {path} cannot be read.");
        }
    }
}
