using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using FhirFax.Fhir.Outcomes;

namespace FhirFax.Fhir.Json;

/// <summary>A resource parsed once: its UTF-8 bytes and the element tree over them. Everything reads this; nothing is copied to typed objects.</summary>
public sealed class ResourceDocument : IDisposable
{
    private readonly JsonDocument _json;

    private ResourceDocument(JsonDocument json, ReadOnlyMemory<byte> utf8, string resourceType)
    {
        _json = json;
        Utf8 = utf8;
        ResourceType = resourceType;
    }

    /// <summary>The bytes as they came, without BOM.</summary>
    public ReadOnlyMemory<byte> Utf8 { get; }

    public JsonElement Root => _json.RootElement;

    public string ResourceType { get; }

    /// <summary>The <c>id</c> member; null when absent.</summary>
    public string? Id => throw new NotImplementedException();

    /// <summary>
    /// Parses one resource. Refused with line and position (R4 json.html): malformed JSON, duplicate properties, nesting too deep, not an object,
    /// no <c>resourceType</c>, or one that R4 does not have.
    /// </summary>
    public static bool TryParse(
        ReadOnlyMemory<byte> utf8,
        [NotNullWhen(true)] out ResourceDocument? document,
        [NotNullWhen(false)] out OperationOutcome? problem) => throw new NotImplementedException();

    public void Dispose() => _json.Dispose();
}
