using System.Text.Json;
using FhirFax.Fhir.Outcomes;

namespace FhirFax.Fhir.Validation;

/// <summary>dom-3, once the whole container has been seen: in linear time, where the expression would compare every contained id with every reference.</summary>
internal static class ContainedRules
{
    public static void CheckReferred(ValidationWalk walk, JsonElement container)
    {
        if (!container.TryGetProperty("contained"u8, out var contained) || contained.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        walk.Enter("contained");
        var index = 0;
        foreach (var resource in contained.EnumerateArray())
        {
            walk.At(index++);
            if (ContainedResources.IdOf(resource) is { } id && !walk.Contained.IsReferred(id))
            {
                walk.Report(
                    IssueCode.Invariant, "The contained resource must be referred to from elsewhere in the resource, or refer to the containing resource (dom-3).");
            }
        }

        walk.Leave();
    }
}
