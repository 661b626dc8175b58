using System.Collections.Concurrent;
using System.Collections.Frozen;
using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.FhirPath;

namespace FhirFax.Fhir.Validation;

/// <summary>The invariants of each type and element, compiled when first met and kept.</summary>
internal static class InvariantRules
{
    /// <summary>What the walk itself checks, in linear time and with its own words.</summary>
    public static readonly FrozenSet<string> CheckedByWalk =
        new[] { "ele-1", "ext-1", "dom-2", "dom-3", "ref-1", "txt-1", "txt-2" }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly ConcurrentDictionary<TypeDefinition, InvariantRule[]> ByType = new();
    private static readonly ConcurrentDictionary<ElementDefinition, InvariantRule[]> ByElement = new();

    public static InvariantRule[] Of(TypeDefinition type) =>
        ByType.GetOrAdd(type, static t => Compile(t.Invariants, t));

    /// <summary>Those stated on an element, which run on its value.</summary>
    public static InvariantRule[] Of(ElementDefinition element) =>
        element.Invariants.Count == 0 ? [] : ByElement.GetOrAdd(element, static e => Compile(e.Invariants, null));

    private static InvariantRule[] Compile(IReadOnlyList<InvariantDefinition> invariants, TypeDefinition? type)
    {
        var rules = new List<InvariantRule>(invariants.Count);
        foreach (var invariant in invariants)
        {
            if (!CheckedByWalk.Contains(invariant.Key))
            {
                var expression = FhirPathExpression.Parse(invariant.Expression);
                rules.Add(new InvariantRule(invariant, expression, type is null ? 0 : expression.Vacuous(type)));
            }
        }

        return [.. rules];
    }
}
