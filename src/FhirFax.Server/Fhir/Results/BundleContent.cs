using FhirFax.Fhir.Outcomes;
using FhirFax.Store.Resources;

namespace FhirFax.Server.Fhir.Results;

/// <summary>A Bundle made of stored resources.</summary>
internal sealed record BundleContent(BundleKind Kind)
{
    public IReadOnlyList<StoredResource> Resources { get; init; } = [];

    /// <summary>Of a search: what came along with the matches.</summary>
    public IReadOnlyList<StoredResource> Included { get; init; } = [];

    /// <summary>Entries after the resources: what was ignored, what failed.</summary>
    public IReadOnlyList<OperationOutcome> Outcomes { get; init; } = [];

    /// <summary>Null: no total is stated.</summary>
    public long? Total { get; init; }

    public string? SelfLink { get; init; }

    public string? NextLink { get; init; }

    /// <summary>What the resources lie in, when it is lent; it goes back as soon as the Bundle is an answer of its own. As an entry of another it may be shown again.</summary>
    public PooledBodies? Lent { get; init; }
}
