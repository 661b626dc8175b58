using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace FhirFax.Server.Tests.Faxes.OpenApi;

/// <summary>Checks a value against a schema of OpenAPI 3.0: every keyword that our document uses, and none else is let pass. A property that is not declared is a fault.</summary>
internal sealed class SchemaCheck(JsonObject root)
{
    private static readonly string[] Keywords =
    [
        "type", "format", "enum", "pattern", "nullable", "description", "example", "required", "properties", "items",
        "minimum", "maximum", "minItems", "maxItems", "minLength", "maxLength", "default", "$ref",
    ];

    private readonly List<string> _faults = [];

    public IReadOnlyList<string> Check(JsonObject schema, JsonNode? value)
    {
        Check(schema, value, "$");
        return _faults;
    }

    private void Check(JsonObject schema, JsonNode? value, string path)
    {
        foreach (var keyword in schema)
        {
            Require(Keywords.Contains(keyword.Key), path, $"the schema uses {keyword.Key}, which is not checked");
        }

        schema = new OpenApiDocument(root).Resolve(schema)!;
        if (value is null)
        {
            Require((bool?)schema["nullable"] == true, path, "is null");
            return;
        }

        if (!IsOfType((string?)schema["type"], value))
        {
            _faults.Add($"{path} is no {schema["type"]}");
            return;
        }

        Require(schema["enum"] is not JsonArray values || values.Any(v => JsonNode.DeepEquals(v, value)), path, $"is {value}, which is not in the list");
        switch (value)
        {
            case JsonObject properties:
                CheckProperties(schema, properties, path);
                break;
            case JsonArray items:
                CheckItems(schema, items, path);
                break;
            case JsonValue scalar:
                CheckScalar(schema, scalar, path);
                break;
        }
    }

    private void CheckProperties(JsonObject schema, JsonObject value, string path)
    {
        foreach (var name in schema["required"]?.AsArray() ?? [])
        {
            Require(value.ContainsKey((string)name!), path, $"has no {name}");
        }

        if (schema["properties"] is not JsonObject properties)
        {
            return;
        }

        foreach (var property in value)
        {
            if (properties[property.Key] is JsonObject declared)
            {
                Check(declared, property.Value, $"{path}.{property.Key}");
            }
            else
            {
                _faults.Add($"{path}.{property.Key} is not declared");
            }
        }
    }

    private void CheckItems(JsonObject schema, JsonArray value, string path)
    {
        Require(value.Count >= ((int?)schema["minItems"] ?? 0) && value.Count <= ((int?)schema["maxItems"] ?? int.MaxValue), path, $"has {value.Count} items");
        for (var i = 0; i < value.Count; i++)
        {
            Check(schema["items"]!.AsObject(), value[i], $"{path}[{i}]");
        }
    }

    private void CheckScalar(JsonObject schema, JsonValue value, string path)
    {
        if (value.GetValueKind() == JsonValueKind.Number)
        {
            var number = value.GetValue<decimal>();
            Require(number >= ((decimal?)schema["minimum"] ?? decimal.MinValue) && number <= ((decimal?)schema["maximum"] ?? decimal.MaxValue), path, $"is {number}");
        }
        else if (value.GetValueKind() == JsonValueKind.String)
        {
            var text = value.GetValue<string>();
            Require(text.Length <= ((int?)schema["maxLength"] ?? int.MaxValue), path, "is too long");
            Require((string?)schema["pattern"] is not { } pattern || Regex.IsMatch(text, pattern), path, $"is {text}, against its pattern");
            Require(IsOfFormat((string?)schema["format"], text), path, $"is no {schema["format"]}");
        }
    }

    private static bool IsOfType(string? type, JsonNode value) => (type, value.GetValueKind()) switch
    {
        (null, _) => true,
        ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) or ("string", JsonValueKind.String) => true,
        ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        ("integer", JsonValueKind.Number) => long.TryParse(value.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        ("number", JsonValueKind.Number) => true,
        _ => false,
    };

    private static bool IsOfFormat(string? format, string text) => format switch
    {
        "uuid" => Guid.TryParseExact(text, "D", out var id) && id.ToString("D") == text,
        "date-time" => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _),
        _ => true,
    };

    private void Require(bool condition, string path, string fault)
    {
        if (!condition)
        {
            _faults.Add($"{path} {fault}");
        }
    }
}
