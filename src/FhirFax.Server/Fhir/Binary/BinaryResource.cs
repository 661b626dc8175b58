using System.Text.Json;
using System.Text.Json.Nodes;
using FhirFax.Fhir.Json;
using FhirFax.Server.Fhir.Results;
using FhirFax.Server.Http;

namespace FhirFax.Server.Fhir.Binary;

/// <summary>The JSON of a Binary without its data (R4 binary.html).</summary>
internal static class BinaryResource
{
    public const string Type = "Binary";

    /// <summary>Carries <c>Binary.securityContext</c> beside the raw content (R4 binary.html#rest).</summary>
    public const string SecurityContextHeader = "X-Security-Context";

    public static ResourceDocument Build(string contentType, string? securityContext, string? id)
    {
        var json = new JsonObject { ["resourceType"] = Type };
        if (id is not null)
        {
            json["id"] = id;
        }

        json["contentType"] = contentType;
        if (securityContext is not null)
        {
            json["securityContext"] = new JsonObject { ["reference"] = securityContext };
        }

        return Parse(JsonSerializer.SerializeToUtf8Bytes(json));
    }

    /// <summary>A stored Binary as it is with other raw content: what raw content cannot say, such as tags, stays.</summary>
    /// <param name="utf8">The stored resource.</param>
    /// <param name="securityContext">Null: it stays. Empty: it goes.</param>
    public static ResourceDocument Replace(ReadOnlyMemory<byte> utf8, string contentType, string? securityContext)
    {
        var json = JsonNode.Parse(utf8.Span)!.AsObject();
        json["contentType"] = contentType;
        if (securityContext is { Length: > 0 })
        {
            json["securityContext"] = new JsonObject { ["reference"] = securityContext };
        }
        else if (securityContext is not null)
        {
            json.Remove("securityContext");
        }

        return Parse(JsonSerializer.SerializeToUtf8Bytes(json));
    }

    /// <summary>The same resource without <c>data</c>; the given one is disposed.</summary>
    public static ResourceDocument WithoutData(ResourceDocument binary)
    {
        using (binary)
        {
            var json = JsonNode.Parse(binary.Utf8.Span)!.AsObject();
            json.Remove("data");
            return Parse(JsonSerializer.SerializeToUtf8Bytes(json));
        }
    }

    /// <summary>The content type of a stored Binary, safe as a header.</summary>
    public static string ContentType(ReadOnlyMemory<byte> utf8)
    {
        using var json = JsonDocument.Parse(utf8);
        return json.RootElement.TryGetProperty("contentType"u8, out var type) && type.GetString() is { } text && MediaTypes.IsPlausible(text)
            ? text
            : MediaTypes.OctetStream;
    }

    /// <summary>The reference that governs access to a stored Binary (R4 binary.html#security), safe as a header; null when there is none.</summary>
    /// <summary>The type that a security context's reference names, relative or absolute.</summary>
    public static string ContextType(string reference) => reference.Split('/') is [.., var type, _] ? type : reference;

    public static string? SecurityContext(ReadOnlyMemory<byte> utf8)
    {
        if (utf8.Span.IndexOf("\"securityContext\""u8) < 0)
        {
            return null;
        }

        using var json = JsonDocument.Parse(utf8);
        return json.RootElement.TryGetProperty("securityContext"u8, out var context)
            && context.TryGetProperty("reference"u8, out var reference)
            && reference.GetString() is { } text
            && !text.AsSpan().ContainsAnyExceptInRange('!', '~')
            ? text
            : null;
    }

    private static ResourceDocument Parse(byte[] utf8) => ResourceDocument.TryParse(utf8, out var document, out var problem)
        ? document
        : throw new InvalidOperationException($"A Binary made by the server does not parse: {problem.Issues[0].Text}");
}
