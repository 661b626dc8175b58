using System.Text.Json;
using FhirFax.Store.Resources;

namespace FhirFax.Fax.Sending.Checks;

/// <summary>The Communication that is to be sent.</summary>
/// <param name="Stored">The version it was read from; null when it is new.</param>
/// <param name="Utf8">Its JSON: the stored one's when there is one.</param>
/// <param name="HasId">Whether the caller named it; else the id was made up for this call.</param>
internal sealed record SendTarget(string Id, StoredResource? Stored, ReadOnlyMemory<byte> Utf8, bool HasId)
{
    public JsonElement Root { get; } = JsonElement.Parse(Utf8.Span);
}
