namespace FhirFax.Fhir.Outcomes;

/// <summary>One <c>OperationOutcome.issue</c>.</summary>
/// <param name="Code">One of <see cref="IssueCode"/>.</param>
/// <param name="Text"><c>details.text</c>: one sentence for a person; never internals, never a patient's data.</param>
/// <param name="Expression">FHIRPath of the element at fault, such as <c>Communication.recipient[1]</c>; null when no element is.</param>
public sealed record Issue(IssueSeverity Severity, string Code, string Text, string? Expression = null)
{
    /// <summary>An issue of severity error.</summary>
    public static Issue Error(string code, string text, string? expression = null) =>
        new(IssueSeverity.Error, code, text, expression);
}
