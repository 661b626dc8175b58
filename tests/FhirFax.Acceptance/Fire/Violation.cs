namespace FhirFax.Acceptance.Fire;

/// <param name="Text">Which fax, and how.</param>
internal sealed record Violation(ViolationKind Kind, string Text);
