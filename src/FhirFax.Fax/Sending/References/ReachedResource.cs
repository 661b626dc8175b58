using System.Text.Json;
using FhirFax.Store.Resources;

namespace FhirFax.Fax.Sending.References;

/// <summary>A resource that a send reached by a reference.</summary>
/// <param name="Name">For a sentence: <c>Organization/123</c>, or <c>#org</c> when contained.</param>
/// <param name="Container">The resource whose <c>contained</c> its own <c>#</c> references name.</param>
/// <param name="Stored">Null when it is contained.</param>
internal sealed record ReachedResource(string Type, string Name, JsonElement Root, JsonElement Container, StoredResource? Stored)
{
    /// <summary>As a stored resource, for what works on those; a contained one has version 0.</summary>
    public StoredResource AsStored(TimeProvider clock) => Stored ?? new StoredResource
    {
        Key = new ResourceKey(Type, Name),
        VersionId = 0,
        LastUpdated = clock.GetUtcNow(),
        Utf8 = System.Text.Encoding.UTF8.GetBytes(Root.GetRawText()),
    };
}
