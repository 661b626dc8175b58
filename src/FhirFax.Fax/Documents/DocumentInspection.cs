namespace FhirFax.Fax.Documents;

/// <summary>The verdict on one document: either <see cref="Usable"/> or <see cref="Refused"/>, nothing else.</summary>
public abstract record DocumentInspection
{
    private DocumentInspection()
    {
    }

    /// <summary>The document can be faxed.</summary>
    /// <param name="Type">What the bytes are.</param>
    /// <param name="Pages">The pages that are really there, at least 1; an image is one page.</param>
    public sealed record Usable(DocumentType Type, int Pages) : DocumentInspection;

    /// <summary>The document cannot be faxed.</summary>
    /// <param name="Reason">The machine-readable reason.</param>
    /// <param name="Text">One sentence for the person who sent it, saying what to do; it quotes nothing from the document.</param>
    public sealed record Refused(DocumentRefusal Reason, string Text) : DocumentInspection;
}
