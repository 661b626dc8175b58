using FhirFax.Fhir.Outcomes;
using FhirFax.Server.Fhir.Results;

namespace FhirFax.Server.Fhir.Bundles;

/// <summary>Says of a failure which entry it is of.</summary>
internal static class EntryProblem
{
    public static FhirResult Of(BundleEntry entry, int status, string code, string text) => FhirResult.Error(status, code, text, entry.Expression);

    /// <summary>The failure with its expressions led through the Bundle: <c>Patient.name</c> becomes <c>Bundle.entry[2].resource.name</c>.</summary>
    public static FhirResult Of(BundleEntry entry, FhirResult failure) => failure.Body is FhirBody.Outcome { Value: var outcome }
        ? new FhirResult(failure.Status, new FhirBody.Outcome(outcome with { Issues = [.. outcome.Issues.Select(issue => issue with { Expression = Lead(entry, issue.Expression) })] }))
        : failure;

    private static string Lead(BundleEntry entry, string? expression)
    {
        if (expression is null)
        {
            return entry.Expression;
        }

        var dot = expression.IndexOf('.', StringComparison.Ordinal);
        return $"{entry.Expression}.resource{(dot < 0 ? "" : expression[dot..])}";
    }
}
