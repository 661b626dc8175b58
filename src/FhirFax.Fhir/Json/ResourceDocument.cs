using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Outcomes;

namespace FhirFax.Fhir.Json;

/// <summary>A resource parsed once: its UTF-8 bytes and the element tree over them. Everything reads this; nothing is copied to typed objects.</summary>
/// <remarks>Every string and property name in it is well-formed text: reading one as a string never throws.</remarks>
public sealed class ResourceDocument : IDisposable
{
    /// <summary>Nesting beyond this is refused. The deepest of HL7's examples has 21.</summary>
    public const int MaxDepth = 64;

    private static readonly JsonDocumentOptions Strict = new()
    {
        AllowDuplicateProperties = false,
        AllowTrailingCommas = false,
        CommentHandling = JsonCommentHandling.Disallow,
        MaxDepth = MaxDepth,
    };

    private readonly JsonDocument _json;

    private ResourceDocument(JsonDocument json, ReadOnlyMemory<byte> utf8, string resourceType)
    {
        _json = json;
        Utf8 = utf8;
        ResourceType = resourceType;
    }

    /// <summary>The bytes as they came, without BOM. They are read in place: whoever gave them must not change them.</summary>
    public ReadOnlyMemory<byte> Utf8 { get; }

    public JsonElement Root => _json.RootElement;

    public string ResourceType { get; }

    /// <summary>The <c>id</c> member; null when absent or not a string.</summary>
    public string? Id => Root.TryGetProperty("id"u8, out var id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null;

    /// <summary>
    /// Parses one resource. Refused with line and position, both from 1 (R4 json.html): malformed JSON or UTF-8, duplicate properties, nesting too deep.
    /// Refused also: not an object, no <c>resourceType</c>, or one that R4 does not have.
    /// </summary>
    public static bool TryParse(
        ReadOnlyMemory<byte> utf8,
        [NotNullWhen(true)] out ResourceDocument? document,
        [NotNullWhen(false)] out OperationOutcome? problem)
    {
        document = null;
        var content = utf8.Span.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;
        problem = JsonText.FindBadText(content.Span);
        if (problem is not null)
        {
            return false;
        }

        JsonDocument json;
        try
        {
            json = JsonDocument.Parse(content, Strict);
        }
        catch (JsonException exception)
        {
            problem = JsonText.Malformed(content.Span, exception);
            return false;
        }

        problem = ReadResourceType(json.RootElement, out var resourceType);
        if (problem is not null)
        {
            json.Dispose();
            return false;
        }

        document = new ResourceDocument(json, content, resourceType!);
        return true;
    }

    public void Dispose() => _json.Dispose();

    private static OperationOutcome? ReadResourceType(JsonElement root, out string? resourceType)
    {
        resourceType = null;
        if (root.ValueKind != JsonValueKind.Object)
        {
            return OperationOutcome.Error(IssueCode.Structure, $"A resource is a JSON object, but this is {JsonText.Describe(root.ValueKind)}.");
        }

        if (!root.TryGetProperty("resourceType"u8, out var value))
        {
            return OperationOutcome.Error(IssueCode.Structure, "The property 'resourceType' is missing: it names the type of the resource.");
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            return OperationOutcome.Error(
                IssueCode.Structure, $"The property 'resourceType' must be a string, not {JsonText.Describe(value.ValueKind)}.");
        }

        resourceType = value.GetString()!;
        return R4Definitions.Current.IsResourceType(resourceType)
            ? null
            : OperationOutcome.Error(IssueCode.Structure, $"'{JsonText.Clip(resourceType)}' is not a resource type of FHIR R4.");
    }
}
