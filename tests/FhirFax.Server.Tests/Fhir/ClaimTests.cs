using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using FhirFax.Fhir.Definitions;
using FhirFax.Server.Tests.Support;

namespace FhirFax.Server.Tests.Fhir;

/// <summary>Calls everything that the CapabilityStatement claims, for every type.</summary>
public sealed class ClaimTests(TestServer server) : IClassFixture<TestServer>
{
    [Fact]
    public async Task Every_claimed_search_parameter_and_include_is_taken()
    {
        using var api = server.Api();
        var types = await Types(api);
        var searches = types.SelectMany(type => type["searchParam"]!.AsArray().Select(p =>
                $"{Name(type)}?_count=0&{p!["name"]}={Uri.EscapeDataString(Value(Name(type), p["name"]!.GetValue<string>(), p["type"]!.GetValue<string>()))}"))
            .Concat(types.SelectMany(type => type["searchInclude"]!.AsArray().Select(include => $"{Name(type)}?_count=1&_include={include}")));
        var failures = new ConcurrentBag<string>();

        await Parallel.ForEachAsync(searches, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (path, _) =>
        {
            var reply = await api.GetAsync(path, ("Prefer", "handling=strict"));
            if (reply.Status != HttpStatusCode.OK)
            {
                failures.Add($"{path}: {reply.Text}");
            }
        });

        failures.ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_claimed_interaction_and_operation_is_there()
    {
        using var api = server.Api();
        var types = await Types(api);
        foreach (var type in types)
        {
            type["interaction"]!.AsArray().Select(i => i!["code"]!.GetValue<string>()).ShouldBe(
                ["read", "vread", "create", "update", "patch", "delete", "history-instance", "history-type", "search-type"], ignoreOrder: true);
            type["conditionalCreate"]!.GetValue<bool>().ShouldBeTrue();
            type["conditionalUpdate"]!.GetValue<bool>().ShouldBeTrue();
            type["conditionalDelete"]!.GetValue<string>().ShouldBe("single");
            type["conditionalRead"]!.GetValue<string>().ShouldBe("full-support");
            type["updateCreate"]!.GetValue<bool>().ShouldBeTrue();
            type["versioning"]!.GetValue<string>().ShouldBe("versioned");
        }

        var failures = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(types.SelectMany(Calls), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (call, _) =>
        {
            var (method, path, header, status) = call;
            var body = method is "POST" or "PUT" or "PATCH" && !path.EndsWith("_search", StringComparison.Ordinal) ? "{}"u8.ToArray() : null;
            (string, string)[] headers = header is null ? [] : [(header, "nope=1")];
            var reply = await api.SendAsync(new HttpMethod(method), path, body, body is null ? null : FhirApi.FhirJson, headers);
            if ((int)reply.Status != status || (reply.Body.Length > 0 && reply.Status == HttpStatusCode.NotFound && reply.IssueCode == "not-supported"))
            {
                failures.Add($"{method} {path}: {reply.Status} {reply.Text}");
            }
        });

        failures.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Basic", """{"resourceType":"Basic","code":{"text":"x"}}""")]
    [InlineData("Binary", """{"resourceType":"Binary","contentType":"text/plain","data":"YQ=="}""")]
    [InlineData("Communication", """{"resourceType":"Communication","status":"preparation"}""")]
    [InlineData("Observation", """{"resourceType":"Observation","status":"final","code":{"text":"x"}}""")]
    [InlineData("Parameters", """{"resourceType":"Parameters","parameter":[{"name":"a","valueString":"b"}]}""")]
    [InlineData("Bundle", """{"resourceType":"Bundle","type":"collection"}""")]
    public async Task A_resource_goes_through_its_whole_life(string type, string json)
    {
        using var api = server.Api();
        (string, string) accept = ("Accept", FhirApi.FhirJson);
        var tagged = JsonNode.Parse(json)!.AsObject();
        tagged["meta"] = new JsonObject { ["tag"] = new JsonArray(new JsonObject { ["system"] = "urn:test", ["code"] = Guid.NewGuid().ToString() }) };
        var tag = $"urn:test|{tagged["meta"]!["tag"]![0]!["code"]}";

        var created = await api.PostAsync(type, tagged.ToJsonString(), ("If-None-Exist", $"_tag={tag}"));
        created.Status.ShouldBe(HttpStatusCode.Created, created.Text);
        var id = created.Id!;
        (await api.PostAsync(type, tagged.ToJsonString(), ("If-None-Exist", $"_tag={tag}"))).Id.ShouldBe(id);
        tagged["id"] = id;
        tagged["language"] = "en";
        (await api.PutAsync($"{type}?_tag={tag}", tagged.ToJsonString())).Header("ETag").ShouldBe("W/\"2\"");
        tagged["language"] = "de";
        (await api.PutAsync($"{type}/{id}", tagged.ToJsonString(), ("If-Match", "W/\"2\""))).Header("ETag").ShouldBe("W/\"3\"");
        var patch = Encoding.UTF8.GetBytes("""[{"op":"replace","path":"/language","value":"fr"}]""");
        var patched = await api.SendAsync(HttpMethod.Patch, $"{type}/{id}", patch, "application/json-patch+json");
        patched.Header("ETag").ShouldBe("W/\"4\"", patched.Text);
        patched.Json["language"]!.GetValue<string>().ShouldBe("fr");
        (await api.GetAsync($"{type}/{id}", accept)).Json["language"]!.GetValue<string>().ShouldBe("fr");
        (await api.GetAsync($"{type}/{id}/_history/2", accept)).Json["language"]!.GetValue<string>().ShouldBe("en");
        (await api.GetAsync($"{type}/{id}/_history")).Json["total"]!.GetValue<int>().ShouldBe(4);
        (await api.GetAsync($"{type}?_tag={tag}")).Resources.ShouldHaveSingleItem()["id"]!.GetValue<string>().ShouldBe(id);
        (await api.PostAsync($"{type}/{id}/$validate", null)).Status.ShouldBe(HttpStatusCode.OK);
        (await api.DeleteAsync($"{type}?_tag={tag}")).Status.ShouldBe(HttpStatusCode.OK);
        (await api.GetAsync($"{type}/{id}", accept)).Status.ShouldBe(HttpStatusCode.Gone);
        (await api.GetAsync($"{type}/{id}/_history")).Json["total"]!.GetValue<int>().ShouldBe(5);
    }

    [Fact]
    public async Task What_is_claimed_for_the_system_is_there()
    {
        using var api = server.Api();
        var statement = (await api.GetAsync("metadata")).Json;
        var rest = statement["rest"]![0]!;

        rest["interaction"]!.AsArray().Select(i => i!["code"]!.GetValue<string>())
            .ShouldBe(["transaction", "batch", "history-system", "search-system"], ignoreOrder: true);
        statement["patchFormat"]!.AsArray().Select(f => f!.GetValue<string>()).ShouldBe(["application/json-patch+json", "application/fhir+json", "application/fhir+xml"]);
        foreach (var format in statement["format"]!.AsArray().Select(f => Uri.EscapeDataString(f!.GetValue<string>())))
        {
            (await api.GetAsync($"Patient?_count=0&_format={format}")).Status.ShouldBe(HttpStatusCode.OK, format);
        }

        (await api.PostAsync("", """{"resourceType":"Bundle","type":"transaction"}""")).Json["type"]!.GetValue<string>().ShouldBe("transaction-response");
        (await api.PostAsync("", """{"resourceType":"Bundle","type":"batch"}""")).Json["type"]!.GetValue<string>().ShouldBe("batch-response");
        (await api.GetAsync("_history?_count=1")).Status.ShouldBe(HttpStatusCode.OK);
        (await api.GetAsync("?_type=Patient,Basic&_count=1")).Status.ShouldBe(HttpStatusCode.OK);
        foreach (var operation in rest["operation"]!.AsArray())
        {
            var reply = await api.PostAsync($"${operation!["name"]}", "{}");
            (reply.Status is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed).ShouldBeFalse(reply.Text);
        }

        (await api.GetAsync("metadata")).Body.ShouldBe((await api.GetAsync("metadata")).Body);
        (await api.SendAsync(HttpMethod.Delete, "", null, null)).Status.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    /// <summary>One call of each kind, answered by the interaction itself: that nothing bears the id, that the content is none, that the condition names no parameter.</summary>
    private static IEnumerable<(string Method, string Path, string? Header, int Status)> Calls(JsonObject type)
    {
        var name = Name(type);
        yield return ("GET", $"{name}/nobody", null, 404);
        yield return ("HEAD", $"{name}/nobody", null, 404);
        yield return ("GET", $"{name}/nobody/_history", null, 404);
        yield return ("GET", $"{name}/nobody/_history/1", null, 404);
        yield return ("GET", $"{name}/_history?_count=1", null, 200);
        yield return ("GET", $"{name}?_count=0", null, 200);
        yield return ("POST", $"{name}/_search", null, 200);
        yield return ("POST", name, null, 400);
        yield return ("POST", name, "If-None-Exist", 400);
        yield return ("PUT", $"{name}/nobody", null, 400);
        yield return ("PUT", $"{name}?nope=1", null, 400);
        yield return ("PATCH", $"{name}/nobody", null, 400);
        yield return ("PATCH", $"{name}?nope=1", null, 400);
        yield return ("DELETE", $"{name}/nobody", null, 200);
        yield return ("DELETE", $"{name}?nope=1", null, 400);
        foreach (var operation in type["operation"]!.AsArray())
        {
            if (operation!["name"]!.GetValue<string>() == "validate")
            {
                yield return ("POST", $"{name}/$validate", null, 400);
                yield return ("POST", $"{name}/nobody/$validate", null, 400);
                yield return ("GET", $"{name}/nobody/$validate", null, 404);
            }
            else if (operation["name"]!.GetValue<string>().StartsWith("meta", StringComparison.Ordinal))
            {
                var isRead = operation["name"]!.GetValue<string>() == "meta";
                yield return (isRead ? "GET" : "POST", $"{name}/nobody/${operation["name"]}", null, isRead ? 404 : 400);
                yield return (isRead ? "GET" : "POST", $"{name}/nobody/_history/1/${operation["name"]}", null, isRead ? 404 : 400);
            }
        }
    }

    private static async Task<List<JsonObject>> Types(FhirApi api) =>
        [.. (await api.GetAsync("metadata")).Json["rest"]![0]!["resource"]!.AsArray().Select(r => r!.AsObject())];

    private static string Name(JsonObject type) => type["type"]!.GetValue<string>();

    private static string Value(string resourceType, string code, string type) =>
        type == "composite" && R4Definitions.Current.TryGetSearchParameter(resourceType, code, out var composite)
            ? string.Join('$', composite.Components.Select(c => Value(R4Definitions.Current.SearchParametersOf(resourceType).Single(p => p.Url == c.Definition).Type.ToString().ToLowerInvariant())))
            : Value(type);

    private static string Value(string type) => type switch
    {
        "date" => "2025",
        "number" or "quantity" => "1",
        "reference" => "Patient/1",
        "uri" => "urn:x",
        _ => "x",
    };
}
