using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.FhirPath;

namespace FhirFax.Fhir.Validation;

/// <summary>One invariant, ready to run.</summary>
/// <param name="Vacuous">Bits of the type's elements: an object that lacks any one of these keeps the invariant, whatever else it has.</param>
internal sealed record InvariantRule(InvariantDefinition Definition, FhirPathExpression Expression, ulong Vacuous)
{
    /// <summary>HL7's sentence with the key, such as <c>… (per-1).</c>.</summary>
    public string Text { get; } = Sentence(Definition);

    public static string Sentence(InvariantDefinition invariant)
    {
        var human = string.Join(' ', invariant.Human.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.');
        return $"{human} ({invariant.Key}).";
    }
}
