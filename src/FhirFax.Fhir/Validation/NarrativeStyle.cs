namespace FhirFax.Fhir.Validation;

/// <summary>What a <c>style</c> of a narrative may hold: nothing that runs, and nothing that is fetched, for it would tell who reads the narrative (R4 narrative.html, "internally contained").</summary>
internal static class NarrativeStyle
{
    /// <summary>A backslash may spell any of the others, and so may a comment in the midst of one.</summary>
    private static readonly string[] Refused = ["expression(", "javascript:", "@import", "-moz-binding", "image-set(", "image(", "src(", "\\", "/*"];

    public static bool IsSafe(string style)
    {
        var text = NarrativeContent.Squeezed(style);
        foreach (var refused in Refused)
        {
            if (text.Contains(refused, StringComparison.Ordinal))
            {
                return false;
            }
        }

        for (var at = text.IndexOf("url(", StringComparison.Ordinal); at >= 0; at = text.IndexOf("url(", at + 4, StringComparison.Ordinal))
        {
            var target = text.AsSpan(at + 4).TrimStart("'\"");
            if (!target.StartsWith("#") && !target.StartsWith("data:image/"))
            {
                return false;
            }
        }

        return true;
    }
}
