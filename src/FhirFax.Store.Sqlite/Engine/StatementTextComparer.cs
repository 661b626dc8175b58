namespace FhirFax.Store.Sqlite.Engine;

/// <summary>
/// Compares as <see cref="StringComparer.Ordinal"/> does, but hashes some characters of a statement's text only: each is looked up many times, mostly by the same object.
/// </summary>
internal sealed class StatementTextComparer : IEqualityComparer<string>
{
    public static readonly StatementTextComparer Instance = new();

    private const int Sampled = 24;

    public bool Equals(string? left, string? right) => string.Equals(left, right, StringComparison.Ordinal);

    public int GetHashCode(string text)
    {
        var step = (text.Length / Sampled) + 1;
        var hash = (uint)text.Length;
        for (var i = text.Length - 1; i >= 0; i -= step)
        {
            hash = (hash * 31) + text[i];
        }

        return (int)hash;
    }
}
