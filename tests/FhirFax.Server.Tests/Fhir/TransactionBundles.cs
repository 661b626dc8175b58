using System.Text.Json.Nodes;

namespace FhirFax.Server.Tests.Fhir;

/// <summary>Transactions as JSON.</summary>
internal static class TransactionBundles
{
    public static string Bundle(params string[] entries) => $$"""{"resourceType":"Bundle","type":"transaction","entry":[{{string.Join(",", entries)}}] }""";

    public static string Entry(string method, string url, string? resource = null, string? fullUrl = null, string? request = null)
    {
        var entry = new JsonObject();
        if (fullUrl is not null)
        {
            entry["fullUrl"] = fullUrl;
        }

        if (resource is not null)
        {
            entry["resource"] = JsonNode.Parse(resource);
        }

        var asked = JsonNode.Parse("{" + request + "}")!.AsObject();
        (asked["method"], asked["url"]) = (method, url.Length == 0 ? "/" : url);
        entry["request"] = asked;
        return entry.ToJsonString();
    }

    public static string Urn() => $"urn:uuid:{Guid.NewGuid()}";

    public static string Patient(string value) => $$"""{"resourceType":"Patient","identifier":[{"system":"urn:test","value":"{{value}}"}]}""";

    public static string Basic(string subject) => $$"""{"resourceType":"Basic","code":{"text":"x"},"subject":{"reference":"{{subject}}"} }""";
}
