using System.Globalization;

namespace FhirFax.Server.Configuration;

/// <summary>Reads settings by key and answers a bad value with one sentence that names it the way an operator writes it: <c>Storage__Path</c>.</summary>
/// <remarks>An empty value counts as not set. Every key that was asked for is remembered, so that a misspelt one can be refused.</remarks>
internal sealed class SettingReader(IConfiguration configuration)
{
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A configuration key as its environment variable.</summary>
    public static string Name(string key) => key.Replace(":", "__", StringComparison.Ordinal);

    public static SettingException Bad(string key, string problem) => new($"The setting {Name(key)} {problem}");

    public string? Text(string key) => Raw(key) is { Length: > 0 } text ? text : null;

    /// <summary>The value as it stands: null when not set, empty when set to nothing.</summary>
    public string? Raw(string key)
    {
        _known.Add(key);
        return configuration[key]?.Trim();
    }

    public bool Flag(string key, bool fallback) => Text(key) switch
    {
        null => fallback,
        var text when bool.TryParse(text, out var value) => value,
        _ => throw Bad(key, "must be true or false."),
    };

    public long Integer(string key, long fallback, long least, long most)
    {
        if (Text(key) is not { } text)
        {
            return fallback;
        }

        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw Bad(key, $"must be a whole number from {least} to {most}.");
    }

    public TimeSpan Duration(string key, TimeSpan fallback, TimeSpan least, TimeSpan most)
    {
        if (Text(key) is not { } text)
        {
            return fallback;
        }

        return TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw Bad(key, $"must be a duration hh:mm:ss from {least:c} to {most:c}.");
    }

    public DateTimeOffset? Instant(string key)
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var value)
            ? value
            : throw Bad(key, "must be a date and time such as 2025-01-15T10:30:00Z.");
    }

    /// <summary>The values of a list, <c>key__0</c>, <c>key__1</c>…; empty ones are left out.</summary>
    public IReadOnlyList<string> Texts(string key)
    {
        var texts = new List<string>();
        foreach (var item in Items(key))
        {
            if (Text(item) is { } text)
            {
                texts.Add(text);
            }
        }

        return texts;
    }

    /// <summary>The keys of a list's items in order; the items' names must be numbers.</summary>
    public IReadOnlyList<string> Items(string key)
    {
        var items = new List<(int Index, string Key)>();
        foreach (var child in configuration.GetSection(key).GetChildren())
        {
            if (!int.TryParse(child.Key, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            {
                throw Bad($"{key}:{child.Key}", $"is not known: items of {Name(key)} are numbered from 0.");
            }

            items.Add((index, $"{key}:{child.Key}"));
        }

        items.Sort();
        return items.ConvertAll(item => item.Key);
    }

    /// <summary>Refuses what nobody asked for below the given sections: a misspelt setting must not be silently without effect.</summary>
    public void RefuseUnknown(IReadOnlyList<string> sections)
    {
        foreach (var section in sections)
        {
            RefuseUnknown(configuration.GetSection(section));
        }
    }

    private void RefuseUnknown(IConfigurationSection section)
    {
        if (section.Value is { Length: > 0 } && !_known.Contains(section.Path))
        {
            throw Bad(section.Path, "is not known; check its spelling.");
        }

        foreach (var child in section.GetChildren())
        {
            RefuseUnknown(child);
        }
    }
}
