namespace FhirFax.Fhir.Validation;

/// <summary>Which of the two rules of <c>Narrative.div</c> a text breaks.</summary>
internal enum NarrativeFault
{
    None,

    /// <summary>txt-1: no XHTML, or XHTML beyond what a narrative may hold.</summary>
    Markup,

    /// <summary>txt-2: nothing to read or see.</summary>
    Empty,
}
