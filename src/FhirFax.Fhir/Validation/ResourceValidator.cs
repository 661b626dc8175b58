using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Json;
using FhirFax.Fhir.Outcomes;

namespace FhirFax.Fhir.Validation;

/// <summary>Checks a resource against HL7's definitions (R4 validation.html): what a server must know before it stores one. Thread-safe.</summary>
/// <remarks>
/// Structure, cardinality, choice types, primitive forms, required bindings, the types of references, contained resources, and the invariants of the definitions, by FHIRPath.
/// Nothing is looked up outside the resource. An object whose structure is at fault is not asked for its invariants.
/// </remarks>
public sealed class ResourceValidator(R4Definitions definitions)
{
    /// <summary>
    /// Every problem found, in document order, at most <paramref name="limit"/>; empty when valid. Each names its element as a FHIRPath
    /// (<c>Patient.contact[0].name.given[1]</c>). What an object lacks is told at its end.
    /// </summary>
    public IReadOnlyList<Issue> Validate(ResourceDocument document, int limit = 100) => Validate(document, new ValidationOptions { Limit = limit });

    /// <summary>As above; with warnings when the <paramref name="options"/> ask for them.</summary>
    public IReadOnlyList<Issue> Validate(ResourceDocument document, ValidationOptions options)
    {
        if (options.Limit <= 0 || !definitions.TryGetType(document.ResourceType, out var type))
        {
            return [];
        }

        var walk = new ValidationWalk(definitions, document.Root, type, options);
        walk.CheckRoot();
        return walk.Issues;
    }
}
