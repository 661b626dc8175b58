namespace FhirFax.Server.Configuration;

/// <summary>The settings that are read at the start only, as they were then.</summary>
internal sealed class RestartSettings
{
    private readonly Dictionary<string, string?> _started;

    public RestartSettings(IConfiguration configuration) => _started = Read(configuration);

    /// <summary>The names of those that are different now.</summary>
    public IReadOnlyList<string> Changed(IConfiguration configuration)
    {
        var now = Read(configuration);
        var names = new SortedSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var key in _started.Keys.Union(now.Keys, StringComparer.OrdinalIgnoreCase))
        {
            if (_started.GetValueOrDefault(key) != now.GetValueOrDefault(key))
            {
                names.Add(SettingReader.Name(key));
            }
        }

        return [.. names];
    }

    private static Dictionary<string, string?> Read(IConfiguration configuration)
    {
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var section in Settings.Sections)
        {
            if (section == ProjectOptions.Section)
            {
                continue;
            }

            foreach (var (key, value) in configuration.GetSection(section).AsEnumerable())
            {
                if (!string.IsNullOrEmpty(value))
                {
                    values[key] = value;
                }
            }
        }

        return values;
    }
}
