using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Outcomes;

namespace FhirFax.Fhir.Validation;

/// <summary>What an object must have, and may not have together.</summary>
internal static class PresenceRules
{
    /// <param name="seen">Bits of the elements that it has.</param>
    /// <param name="hasValue">It stands beside the value of a primitive.</param>
    public static void Check(ValidationWalk walk, TypeDefinition type, ulong seen, bool hasValue)
    {
        if ((type.RequiredElements & ~seen) is var missing and not 0)
        {
            ReportMissing(walk, type, missing);
        }

        if (type.Kind == TypeKind.Resource)
        {
            return;
        }

        if (seen == ElementOrdinals.Id && !hasValue)
        {
            walk.Report(IssueCode.Invariant, "The element has an id but no content (ele-1).");
        }

        if (type.Name == "Extension" && (seen & ElementOrdinals.Extension) != 0 == ((seen & ElementOrdinals.ExtensionValue) != 0))
        {
            walk.Report(IssueCode.Invariant, "An extension must have either a value[x] or extensions, and not both (ext-1).");
        }
    }

    private static void ReportMissing(ValidationWalk walk, TypeDefinition type, ulong missing)
    {
        foreach (var element in type.Elements)
        {
            if ((missing & (1UL << element.Ordinal)) != 0)
            {
                walk.ReportChild(element.Name, IssueCode.Required, ChoiceRules.DescribeMissing(element));
            }
        }
    }
}
