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
    public bool IsAvailableAt(FhirRoute route) => route.Kind switch
    {
        RouteKind.SystemOperation => OnSystem,
        RouteKind.TypeOperation => Types.Contains(route.Type!),
        RouteKind.InstanceOperation => InstanceTypes.Contains(route.Type!),
        _ => false,
    };
}
