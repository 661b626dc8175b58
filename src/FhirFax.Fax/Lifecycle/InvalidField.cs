namespace FhirFax.Fax.Lifecycle;

/// <summary>One problem of a request.</summary>
/// <param name="Field">The property, parameter or path id.</param>
/// <param name="Message">One sentence that does not repeat the value: it may be health data.</param>
public sealed record InvalidField(string Field, InvalidReason Reason, string Message);
