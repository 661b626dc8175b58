using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Json;
using FhirFax.Fhir.Outcomes;
using FhirFax.Server.Fhir.Results;
using FhirFax.Store.Resources;

namespace FhirFax.Server.Fhir.Search;

/// <summary>What of each resource is wanted: <c>_summary</c> and <c>_elements</c> (R4 search.html#summary, #elements).</summary>
/// <param name="Summary">For everything in the answer; null for whole resources.</param>
/// <param name="Elements">For what was asked for, not for what is included; null for whole resources.</param>
internal sealed record SubsetParameters(ResourceSubset? Summary, ResourceSubset? Elements)
{
    public static SubsetParameters Of(IEnumerable<KeyValuePair<string, string>> parameters)
    {
        ResourceSubset? summary = null;
        List<string>? elements = null;
        foreach (var (name, value) in parameters)
        {
            if (name == "_summary")
            {
                summary = ResourceSubset.OfSummary(value, R4Definitions.Current);
            }
            else if (name == "_elements")
            {
                (elements ??= []).AddRange(value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
            }
        }

        return new SubsetParameters(summary, elements is { Count: > 0 } ? ResourceSubset.OfElements(elements, R4Definitions.Current) : null);
    }

    /// <summary>For a read, where nothing else looks at the values; null when they are usable.</summary>
    public static FhirResult? Refuse(FhirRequest request) => request.QueryValue("_summary") switch
    {
        null or "" or "true" or "text" or "data" or "false" => null,
        _ => FhirResult.Error(StatusCodes.Status400BadRequest, IssueCode.Value, "The parameter _summary of a read needs true, text, data or false."),
    };

    /// <summary>Of what is no stored resource, such as the CapabilityStatement.</summary>
    public ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> utf8) => (Elements ?? Summary)?.Of(utf8) ?? utf8;

    public StoredResource OfMatch(StoredResource resource) => Part(resource, Elements ?? Summary);

    public IReadOnlyList<StoredResource> OfMatches(IReadOnlyList<StoredResource> resources) => Parts(resources, Elements ?? Summary);

    public IReadOnlyList<StoredResource> OfIncluded(IReadOnlyList<StoredResource> resources) => Parts(resources, Summary);

    private static IReadOnlyList<StoredResource> Parts(IReadOnlyList<StoredResource> resources, ResourceSubset? subset)
    {
        if (subset is null)
        {
            return resources;
        }

        var parts = new StoredResource[resources.Count];
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = Part(resources[i], subset);
        }

        return parts;
    }

    private static StoredResource Part(StoredResource resource, ResourceSubset? subset) =>
        subset is null || resource.IsDeleted ? resource : resource with { Utf8 = subset.Of(resource.Utf8) };
}
