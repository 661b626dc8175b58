using FhirFax.Fhir.Outcomes;

namespace FhirFax.Fhir.Patch;

/// <summary>Ends a patch; caught where the patch began.</summary>
internal sealed class PatchException(string code, string message) : Exception(message)
{
    /// <summary>One of <see cref="IssueCode"/>.</summary>
    public string Code { get; } = code;

    /// <summary>The patch itself is not one.</summary>
    public static PatchException Malformed(string message) => new(IssueCode.Structure, message);

    /// <summary>The patch does not go with what it is applied to.</summary>
    public static PatchException NotApplicable(string message) => new(IssueCode.Processing, message);
}
