namespace FhirFax.Fhir.Search;

/// <summary>Finds the declared name that a misspelt one was probably meant to be.</summary>
internal static class NameSuggestion
{
    private const int MaxLength = 40;

    /// <summary>Null when none is close.</summary>
    public static string? Nearest(string name, IEnumerable<string> declared)
    {
        if (name.Length is 0 or > MaxLength)
        {
            return null;
        }

        var wanted = Plain(name);
        var best = 1 + Math.Min(2, wanted.Length / 3);
        string? nearest = null;
        foreach (var candidate in declared)
        {
            var distance = Distance(wanted, Plain(candidate));
            if (distance < best)
            {
                best = distance;
                nearest = candidate;
            }
        }

        return nearest;
    }

    // birthDate, birth_date and birthdate are the same slip.
    private static string Plain(string name) =>
        name.ToLowerInvariant().Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);

    /// <summary>Levenshtein's.</summary>
    private static int Distance(string a, string b)
    {
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            row[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[b.Length];
    }
}
