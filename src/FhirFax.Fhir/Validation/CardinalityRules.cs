using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Outcomes;

namespace FhirFax.Fhir.Validation;

/// <summary>How often a repeating element may occur.</summary>
internal static class CardinalityRules
{
    public static void Check(ValidationWalk walk, PropertyDefinition property, int count)
    {
        if (count == 0)
        {
            walk.Report(IssueCode.Structure, $"The array '{property.JsonName}' is empty: leave the property out.");
        }
        else if (count < property.Element.Min || count > property.Element.Max)
        {
            walk.Report(IssueCode.Structure, $"The property '{property.JsonName}' has {count} entries; {property.Element.Min} to {property.Element.Max} are allowed.");
        }
    }
}
