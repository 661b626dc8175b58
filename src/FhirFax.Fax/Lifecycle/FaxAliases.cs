using FhirFax.Fax.Resources;
using FhirFax.Store;
using FhirFax.Store.Resources;

namespace FhirFax.Fax.Lifecycle;

/// <summary>The UUIDs that the Faxes dialect shows and takes in place of ids that are none (design 9).</summary>
public static class FaxAliases
{
    /// <summary>The resource's own id when it is a lower-case UUID, else one that follows from project, type and id.</summary>
    public static Guid Of(ProjectKey project, ResourceKey key) => TryRead(key.Id, out var id) ? id : Derived(project, key.ToString());

    /// <summary>The same UUID for the same name in the project.</summary>
    public static Guid Derived(ProjectKey project, string name) => Guid.ParseExact(DeterministicId.For(project, name), "D");

    /// <summary>Lower-case with hyphens, as ids are written; another spelling of a UUID is another id in FHIR.</summary>
    public static bool TryRead(string? text, out Guid id) =>
        Guid.TryParseExact(text, "D", out id) && !text.AsSpan().ContainsAnyInRange('A', 'F');
}
