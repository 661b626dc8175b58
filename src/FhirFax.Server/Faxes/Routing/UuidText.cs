namespace FhirFax.Server.Faxes.Routing;

/// <summary>UUIDs as the dialect writes them: 36 characters with hyphens, in either case.</summary>
internal static class UuidText
{
    /// <summary>Characters of a UUID with hyphens.</summary>
    private const int Length = 36;

    /// <summary>False also for a UUID with blanks around it, which <see cref="Guid"/> would overlook.</summary>
    public static bool TryRead(string text, out Guid id)
    {
        id = default;
        return text.Length == Length && Guid.TryParseExact(text, "D", out id);
    }
}
