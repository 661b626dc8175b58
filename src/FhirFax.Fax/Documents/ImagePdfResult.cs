namespace FhirFax.Fax.Documents;

/// <summary>How wrapping an image into a PDF went: either <see cref="Wrapped"/> or <see cref="Refused"/>, nothing else.</summary>
public abstract record ImagePdfResult
{
    private ImagePdfResult()
    {
    }

    /// <summary>The output holds a complete PDF.</summary>
    /// <param name="Pages">Pages of that PDF, at least 1.</param>
    public sealed record Wrapped(int Pages) : ImagePdfResult;

    /// <summary>The image cannot be wrapped; nothing was written.</summary>
    /// <param name="Reason">The machine-readable reason.</param>
    /// <param name="Text">One sentence for the person who sent it, saying what to do.</param>
    public sealed record Refused(DocumentRefusal Reason, string Text) : ImagePdfResult;
}
