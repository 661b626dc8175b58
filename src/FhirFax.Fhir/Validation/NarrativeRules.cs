using System.Text.Json;
using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Outcomes;

namespace FhirFax.Fhir.Validation;

/// <summary>txt-1 and txt-2 on <c>Narrative.div</c>, told apart though the definitions write both as <c>htmlChecks()</c>.</summary>
internal static class NarrativeRules
{
    private const string DivPath = "Narrative.div";

    public static void Check(ValidationWalk walk, JsonElement value, PropertyDefinition property)
    {
        if (property.Element.Path != DivPath || value.GetString() is not { } xhtml)
        {
            return;
        }

        var fault = NarrativeContent.Check(xhtml, out var detail);
        if (fault == NarrativeFault.None)
        {
            return;
        }

        var key = fault == NarrativeFault.Markup ? "txt-1" : "txt-2";
        foreach (var invariant in property.Element.Invariants)
        {
            if (invariant.Key == key)
            {
                walk.Report(IssueCode.Invariant, $"{InvariantRule.Sentence(invariant)} Here {detail}.");
            }
        }
    }
}
