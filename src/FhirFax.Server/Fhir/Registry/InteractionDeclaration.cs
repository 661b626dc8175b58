using FhirFax.Server.Authentication;
using FhirFax.Server.Fhir.Routing;

namespace FhirFax.Server.Fhir.Registry;

/// <summary>One row of the registry: which method on which form of address is which interaction.</summary>
/// <param name="Code">Of R4 valueset-restful-interaction, for the CapabilityStatement; null when it is not listed there by itself.</param>
/// <param name="Access">What the caller's scopes must grant on the type; <see cref="Access.None"/> for what is decided elsewhere.</param>
/// <param name="ResourceType">The only type it is for; null for all.</param>
internal sealed record InteractionDeclaration(
    RouteKind Kind, string Method, string? Code, Access Access, IInteraction Interaction, string? ResourceType = null)
{
    /// <summary>A further code of the same method and address: a posted Bundle is a batch or a transaction.</summary>
    public string? OtherCode { get; init; }

    /// <summary>What it is called in a message.</summary>
    public string Name => Code ?? $"a conditional {Method}";

    /// <summary>Open to callers without credentials.</summary>
    public bool IsAnonymous { get; init; }

    /// <summary>The Accept header names the document's own type, not a form of FHIR.</summary>
    public bool IsDocument { get; init; }
}
