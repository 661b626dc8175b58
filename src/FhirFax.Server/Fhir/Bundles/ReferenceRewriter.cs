using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Json;
using FhirFax.Server.Fhir.Results;

namespace FhirFax.Server.Fhir.Bundles;

/// <summary>
/// Replaces what points from one entry of a transaction to another: references, and elements of type uri, url and canonical, wherever HL7's definitions have them; in a narrative
/// the targets of links and images (R4 http.html#trules). All other bytes stay as they are.
/// </summary>
/// <param name="resolve">The replacement for a text; null leaves it.</param>
internal sealed partial class ReferenceRewriter(Func<ReferencedText, string?> resolve)
{
    private readonly List<(JsonElement Value, string Text)> _changes = [];

    /// <summary>The resource with everything replaced; null when nothing is.</summary>
    public byte[]? Rewrite(ResourceDocument document)
    {
        _changes.Clear();
        WalkResource(document.Root);
        if (_changes.Count == 0)
        {
            return null;
        }

        var output = new ArrayBufferWriter<byte>(document.Utf8.Length + 256);
        var copied = 0;
        foreach (var (value, text) in _changes)
        {
            var raw = JsonMarshal.GetRawUtf8Value(value);
            document.Utf8.Span.Overlaps(raw, out var offset);
            output.Write(document.Utf8.Span[copied..offset]);
            output.Write("\""u8);
            output.Write(JsonEncodedText.Encode(text, FhirJson.Encoder).EncodedUtf8Bytes);
            output.Write("\""u8);
            copied = offset + raw.Length;
        }

        output.Write(document.Utf8.Span[copied..]);
        return output.WrittenSpan.ToArray();
    }

    private void WalkResource(JsonElement resource)
    {
        if (resource.ValueKind == JsonValueKind.Object
            && resource.TryGetProperty("resourceType"u8, out var name) && name.ValueKind == JsonValueKind.String
            && R4Definitions.Current.TryGetType(name.GetString()!, out var type))
        {
            WalkObject(resource, type);
        }
    }

    private void WalkObject(JsonElement element, TypeDefinition type)
    {
        foreach (var member in element.EnumerateObject())
        {
            if (type.Name == "Reference" && member.NameEquals("reference"u8))
            {
                Replace(member.Value, isReference: true);
            }
            else if (type.Properties.TryGetValue(member.Name, out var property))
            {
                WalkValue(member.Value, property.Type);
            }
            else if (member.Name.StartsWith('_') && R4Definitions.Current.TryGetType("Element", out var extended))
            {
                // The extensions of a primitive.
                WalkValue(member.Value, extended);
            }
        }
    }

    private void WalkValue(JsonElement value, TypeDefinition type)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    WalkValue(item, type);
                }

                break;
            case JsonValueKind.Object when type.Kind == TypeKind.Resource:
                WalkResource(value);
                break;
            case JsonValueKind.Object:
                WalkObject(value, type);
                break;
            case JsonValueKind.String when type.Name is "uri" or "url" or "canonical":
                Replace(value, isReference: false);
                break;
            case JsonValueKind.String when type.Kind == TypeKind.Xhtml:
                ReplaceLinks(value);
                break;
        }
    }

    private void Replace(JsonElement value, bool isReference)
    {
        if (value.ValueKind == JsonValueKind.String && resolve(new ReferencedText(value.GetString()!, isReference)) is { } text)
        {
            _changes.Add((value, text));
        }
    }

    private void ReplaceLinks(JsonElement narrative)
    {
        var xhtml = narrative.GetString()!;
        var replaced = Link().Replace(xhtml, match =>
            resolve(new ReferencedText(match.Groups["url"].Value, false)) is { } text ? $"{match.Groups["before"].Value}{text}{match.Groups["quote"].Value}" : match.Value);
        if (!ReferenceEquals(replaced, xhtml) && replaced != xhtml)
        {
            _changes.Add((narrative, replaced));
        }
    }

    [GeneratedRegex("""(?<before>\b(?:href|src)\s*=\s*(?<quote>["']))(?<url>[^"'<>]*)\k<quote>""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();
}
