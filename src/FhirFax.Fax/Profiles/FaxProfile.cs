namespace FhirFax.Fax.Profiles;

/// <summary>One conformance resource that FhirFax defines.</summary>
/// <param name="ResourceType">Such as <c>StructureDefinition</c>.</param>
/// <param name="Id">Unique within the type.</param>
/// <param name="Url">Canonical url; null for a NamingSystem, which has none in R4.</param>
/// <param name="Utf8">The resource as JSON.</param>
public sealed record FaxProfile(string ResourceType, string Id, string? Url, ReadOnlyMemory<byte> Utf8);
