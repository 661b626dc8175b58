using FhirFax.Fhir.Outcomes;

namespace FhirFax.Fax.Operations;

/// <summary>Why an operation did nothing: a kind that an HTTP face maps to a status, and every issue found.</summary>
public sealed record FaxProblem(FaxProblemKind Kind, OperationOutcome Outcome)
{
    /// <summary>A problem of one issue.</summary>
    public static FaxProblem Of(FaxProblemKind kind, string code, string text, string? expression = null, string? id = null) =>
        new(kind, OperationOutcome.Error(code, text, expression, id));
}
