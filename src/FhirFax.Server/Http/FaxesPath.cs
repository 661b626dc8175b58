namespace FhirFax.Server.Http;

/// <summary>Which addresses are the Faxes dialect's, whose errors have a form of their own.</summary>
internal static class FaxesPath
{
    public const string TokenPath = "/auth/token";

    /// <summary>True for <c>/{tenant}/{instance}/faxes</c> and below, and for the two token calls.</summary>
    public static bool Is(PathString path)
    {
        var text = path.Value.AsSpan();
        if (text.Equals(TokenPath, StringComparison.Ordinal))
        {
            return true;
        }

        Span<Range> parts = stackalloc Range[5];
        return text.Length > 1 && text[1..].Split(parts, '/') is var count and >= 3
            && !IsRoute(text[1..][parts[0]])
            && (text[1..][parts[2]].SequenceEqual("faxes") || (count == 4 && text[1..][parts[1]].SequenceEqual("admin") && text[1..][parts[2]].SequenceEqual("api_clients")));
    }

    /// <summary>Segments that begin other routes, and that no tenant bears.</summary>
    private static bool IsRoute(ReadOnlySpan<char> segment) => segment is "fhir" or "efax" or "storage";
}
