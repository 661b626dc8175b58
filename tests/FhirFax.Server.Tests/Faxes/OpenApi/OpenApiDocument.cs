using System.Reflection;
using System.Text.Json.Nodes;

namespace FhirFax.Server.Tests.Faxes.OpenApi;

/// <summary>The OpenAPI document that the server serves, and whether an answer is one that it declares.</summary>
public sealed class OpenApiDocument(JsonObject root)
{
    private static readonly string[] Methods = ["get", "post", "patch", "delete", "put"];

    /// <summary>As embedded in the server.</summary>
    public static OpenApiDocument Embedded { get; } = Load();

    public JsonObject Root { get; } = root;

    /// <summary>Path template and method of every operation.</summary>
    public IEnumerable<(string Path, string Method, JsonObject Operation)> Operations =>
        from path in Root["paths"]!.AsObject()
        from method in path.Value!.AsObject()
        where Methods.Contains(method.Key)
        select (path.Key, method.Key.ToUpperInvariant(), method.Value!.AsObject());

    /// <summary>What is wrong with this answer; empty when it is declared so.</summary>
    /// <param name="path">With its leading slash, without query.</param>
    public IReadOnlyList<string> Check(string method, string path, int status, string? contentType, byte[] body)
    {
        if (method == "HEAD")
        {
            // A head without a body; no operation of ours has one.
            return status == 405 ? [] : [$"HEAD {path} answers {status}"];
        }

        var operation = Operations.Where(o => o.Method == method).FirstOrDefault(o => Matches(o.Path, path)).Operation;
        if (operation is null)
        {
            // An address or method that is none of ours answers with errors, and with nothing else.
            return status >= 400 ? new SchemaCheck(Root).Check(Schema("Errors"), JsonNode.Parse(body)) : [$"{method} {path} is not declared, but answers {status}"];
        }

        if (Resolve(operation["responses"]![$"{status}"]) is not { } response)
        {
            return [$"{method} {path} answers {status}, which is not declared"];
        }

        if (response["content"]?["application/json"]?["schema"] is not { } schema)
        {
            return body.Length == 0 ? [] : [$"{method} {path} answers {status} with a body, which is not declared"];
        }

        if (contentType?.Split(';')[0] != "application/json")
        {
            return [$"{method} {path} answers {contentType}"];
        }

        var json = JsonNode.Parse(body);
        return [.. new SchemaCheck(Root).Check(schema.AsObject(), json), .. CheckCodes(response, json)];
    }

    public JsonObject Schema(string name) => Root["components"]!["schemas"]![name]!.AsObject();

    public JsonObject? Resolve(JsonNode? node)
    {
        if (node?["$ref"] is not { } reference)
        {
            return node?.AsObject();
        }

        JsonNode target = Root;
        foreach (var part in ((string)reference!)[2..].Split('/'))
        {
            target = target[part] ?? throw new InvalidOperationException($"{reference} leads nowhere.");
        }

        return target.AsObject();
    }

    private static IEnumerable<string> CheckCodes(JsonObject response, JsonNode? json)
    {
        if (response["x-error-codes"] is not JsonArray declared)
        {
            yield break;
        }

        foreach (var error in json!.AsArray())
        {
            var code = (string?)error!["errorCode"];
            if (!declared.Any(d => (string?)d == code))
            {
                yield return $"{code} is not declared";
            }
        }
    }

    private static bool Matches(string template, string path)
    {
        var (expected, actual) = (template.Split('/'), path.Split('/'));
        return expected.Length == actual.Length && expected.Zip(actual).All(pair => pair.First.StartsWith('{') || pair.First == pair.Second);
    }

    private static OpenApiDocument Load()
    {
        using var stream = Assembly.Load("FhirFax.Server").GetManifestResourceStream("FhirFax.Server.Faxes.OpenApi.openapi.json")!;
        return new OpenApiDocument(JsonNode.Parse(stream)!.AsObject());
    }
}
