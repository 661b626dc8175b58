namespace FhirFax.Server.Fhir;

/// <summary>Words of a client that are repeated in a message to it.</summary>
internal static class Quoted
{
    private const int Longest = 64;

    /// <summary>Shortened, with control characters replaced.</summary>
    public static string Clip(string text)
    {
        var clipped = text.Length > Longest ? string.Concat(text.AsSpan(0, Longest), "…") : text;
        return string.Create(clipped.Length, clipped, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = char.IsControl(source[i]) || char.IsSurrogate(source[i]) ? '\uFFFD' : source[i];
            }
        });
    }
}
