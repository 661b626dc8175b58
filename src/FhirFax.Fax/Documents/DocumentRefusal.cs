namespace FhirFax.Fax.Documents;

/// <summary>Why a document cannot be faxed. The sentence for people is the <c>Text</c> that comes with it.</summary>
public enum DocumentRefusal
{
    /// <summary>Neither PDF, JPEG nor PNG, or a PDF of a kind that no fax renderer can draw (dynamic XFA).</summary>
    UnsupportedType,

    /// <summary>A PDF that the empty user password does not open, or that uses another security handler than the standard one.</summary>
    Encrypted,

    /// <summary>Holds what could act or reach out by itself: macros, controls, links to outside.</summary>
    ActiveContent,

    /// <summary>Cut short, inconsistent or otherwise not to be read completely.</summary>
    Damaged,

    /// <summary>More bytes or pixels than <see cref="DocumentLimits"/> allows.</summary>
    TooLarge,

    /// <summary>More objects, nesting, unpacked data or time than <see cref="DocumentLimits"/> allows.</summary>
    TooComplex,

    /// <summary>A sound PDF whose page tree holds no page.</summary>
    NoPages,

    /// <summary>A JPEG or PNG in a coding that cannot be carried into a PDF without loss.</summary>
    UnsupportedImage,
}
