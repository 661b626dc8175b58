namespace FhirFax.Fax.Documents.Word;

/// <summary>How turning a Word document into a PDF went: either <see cref="Converted"/> or <see cref="Refused"/>, nothing else.</summary>
public abstract record OfficeConversion
{
    private OfficeConversion()
    {
    }

    /// <summary>The output holds a complete PDF.</summary>
    /// <param name="Pages">At least 1.</param>
    public sealed record Converted(int Pages) : OfficeConversion;

    /// <summary>There is no PDF; nothing was written.</summary>
    /// <param name="Text">One sentence for the person who sent it, saying what to do.</param>
    public sealed record Refused(DocumentRefusal Reason, string Text) : OfficeConversion;
}
