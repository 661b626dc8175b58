using System.Buffers;
using System.Text;
using System.Text.Json;
using FhirFax.Fhir.Outcomes;
using FhirFax.Fhir.Xml;

namespace FhirFax.Fhir.Tests.Xml;

/// <summary>Both directions, as tests say them.</summary>
internal static class XmlForm
{
    public static string Of(ReadOnlyMemory<byte> json, bool isPretty = false)
    {
        using var document = JsonDocument.Parse(json);
        var output = new ArrayBufferWriter<byte>();
        XmlResourceWriter.Write(document.RootElement, output, isPretty);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    public static string Of(string json, bool isPretty = false) => Of(Encoding.UTF8.GetBytes(json), isPretty);

    /// <summary>Without the declaration and the namespace, which every document has.</summary>
    public static string Inner(string json) =>
        Of(json).Replace("""<?xml version="1.0" encoding="UTF-8"?>""", "", StringComparison.Ordinal).Replace(" xmlns=\"http://hl7.org/fhir\"", "", StringComparison.Ordinal);

    public static string ToJson(string xml)
    {
        XmlResourceReader.TryReadJson(Encoding.UTF8.GetBytes(xml), out var json, out var problem).ShouldBeTrue(problem?.Issues[0].ToString());
        return Encoding.UTF8.GetString(json.Span);
    }

    public static IReadOnlyList<Issue> Problems(string xml)
    {
        XmlResourceReader.TryReadJson(Encoding.UTF8.GetBytes(xml), out _, out var problem).ShouldBeFalse();
        return problem!.Issues;
    }

    public static Issue Problem(string xml) => Problems(xml).ShouldHaveSingleItem();

    /// <summary>JSON with its members in ordinal order, numbers as they are written.</summary>
    public static string Canonical(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var text = new StringBuilder();
        Append(document.RootElement, text);
        return text.ToString();
    }

    private static void Append(JsonElement value, StringBuilder text)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                text.Append('{');
                foreach (var member in value.EnumerateObject().OrderBy(m => m.Name, StringComparer.Ordinal))
                {
                    text.Append(JsonSerializer.Serialize(member.Name)).Append(':');
                    Append(member.Value, text);
                    text.Append(',');
                }

                text.Append('}');
                break;
            case JsonValueKind.Array:
                text.Append('[');
                foreach (var item in value.EnumerateArray())
                {
                    Append(item, text);
                    text.Append(',');
                }

                text.Append(']');
                break;
            case JsonValueKind.String:
                text.Append(JsonSerializer.Serialize(value.GetString()));
                break;
            default:
                text.Append(value.GetRawText());
                break;
        }
    }
}
