using FhirFax.Server.Authentication;
using FhirFax.Server.Fhir.Routing;

namespace FhirFax.Server.Fhir.Registry;

/// <summary>One operation: its name, where it can be called, and who does it.</summary>
/// <param name="Code">With its dollar sign.</param>
/// <param name="Types">Types it can be called on, at type level.</param>
/// <param name="InstanceTypes">Types it can be called on, at instance level.</param>
/// <param name="Definition">Canonical url of its OperationDefinition.</param>
internal sealed record OperationDeclaration(
    string Code, string Definition, bool OnSystem, IReadOnlyList<string> Types, IReadOnlyList<string> InstanceTypes, IInteraction Interaction)
{
    /// <summary>Changes nothing, so that GET calls it as well (R4 operations.html#executing).</summary>
    public bool IsSafe { get; init; }

    /// <summary>Can also be called on one version of an instance.</summary>
    public bool OnVersions { get; init; }

    /// <summary>
    /// What the caller's scopes must grant on the type, with a search where it is about all of the type, and for the types that are shown where it is about all types;
    /// null: the operation has a scope of its own.
    /// </summary>
    public Access? Access { get; init; }

    public bool IsAvailableAt(FhirRoute route) => route.Kind switch
    {
        RouteKind.SystemOperation => OnSystem,
        RouteKind.TypeOperation => Types.Contains(route.Type!),
        RouteKind.InstanceOperation => InstanceTypes.Contains(route.Type!),
        RouteKind.VersionOperation => OnVersions && InstanceTypes.Contains(route.Type!),
        _ => false,
    };
}
