using System.Net;
using System.Text.Json.Nodes;
using FhirFax.Server.Faxes.OpenApi;
using FhirFax.Server.Faxes.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FhirFax.Server.Tests.Faxes.OpenApi;

/// <summary>What the document says is what the server does. That every answer is as declared is checked wherever a test calls through <see cref="FaxApi"/>.</summary>
public sealed class OpenApiTests(FaxesServer server) : IClassFixture<FaxesServer>
{
    private const string Faxes = "/{tenantName}/{instanceName}/faxes";

    [Fact]
    public async Task It_is_served_to_everybody()
    {
        using var http = server.Server.Anonymous();
        using var response = await http.GetAsync(new Uri(OpenApiEndpoint.Path, UriKind.Relative));
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        var document = JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();
        ((string?)document["openapi"]).ShouldNotBeNull().ShouldStartWith("3.0.");
        JsonNode.DeepEquals(document, OpenApiDocument.Embedded.Root).ShouldBeTrue();
    }

    [Fact]
    public void It_declares_exactly_the_endpoints()
    {
        var routes = server.Server.Host.Services.GetRequiredService<FaxRoutes>().All;
        var served = routes.Select(r => $"{r.Method} {Faxes}{(r.Template.Length == 0 ? "" : "/" + r.Template)}");
        var declared = OpenApiDocument.Embedded.Operations.Where(o => o.Path.StartsWith(Faxes, StringComparison.Ordinal)).Select(o => $"{o.Method} {o.Path}");
        declared.Order().ShouldBe(served.Order());
        foreach (var route in routes)
        {
            var operation = OpenApiDocument.Embedded.Operations.Single(o => o.Method == route.Method && o.Path == $"{Faxes}/{route.Template}".TrimEnd('/')).Operation;
            ((string?)operation["x-permission"]).ShouldBe($"FAX_{route.Permission}".ToUpperInvariant());
            (operation["requestBody"] is not null).ShouldBe(route.Body != FaxBodyKind.None);
        }
    }

    public static TheoryData<string, string> Operations
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (path, method, _) in OpenApiDocument.Embedded.Operations)
            {
                data.Add(method, path);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Every_operation_is_there_and_no_other_method_is(string method, string path)
    {
        using var api = await server.ApiAsync();
        var url = path.Replace("{tenantName}", "clinic", StringComparison.Ordinal)
            .Replace("{instanceName}", "live", StringComparison.Ordinal)
            .Replace("{clientName}", "app", StringComparison.Ordinal)
            .Replace("{faxId}", Guid.NewGuid().ToString(), StringComparison.Ordinal)
            .Replace("{fileId}", Guid.NewGuid().ToString(), StringComparison.Ordinal);
        var declared = OpenApiDocument.Embedded.Operations.Where(o => o.Path == path).Select(o => o.Method).ToArray();
        foreach (var other in new[] { "GET", "POST", "PUT", "PATCH", "DELETE" })
        {
            using var request = new HttpRequestMessage(new HttpMethod(other), url);
            using var response = await api.Http.SendAsync(request);
            if (declared.Contains(other))
            {
                response.StatusCode.ShouldNotBe(HttpStatusCode.MethodNotAllowed, $"{other} {path}");
                response.Content.Headers.Allow.ShouldBeEmpty();
            }
            else
            {
                response.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed, $"{other} {path}");
                response.Content.Headers.Allow.Order().ShouldBe(declared.Order());
            }
        }

        declared.ShouldContain(method);
    }

    [Theory]
    [InlineData("/auth/token", """{"apiClient":"app","secret":"a-secret-that-a-person-chose"}""", 200)]
    [InlineData("/clinic/admin/api_clients/app", """{"secret":"a-secret-that-a-person-chose"}""", 200)]
    [InlineData("/auth/token", """{"apiClient":"app","secret":"another-secret-than-that"}""", 400)]
    [InlineData("/clinic/admin/api_clients/app", "{", 400)]
    [InlineData("/auth/token", "{}", 400)]
    public async Task The_token_calls_answer_as_declared(string path, string body, int status)
    {
        using var api = server.Anonymous();
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
        var reply = await api.SendAsync(request);
        ((int)reply.Status).ShouldBe(status, reply.Text);
    }

    [Fact]
    public void Its_references_lead_somewhere_and_its_operations_have_names_of_their_own()
    {
        var document = OpenApiDocument.Embedded;
        References(document.Root).ShouldAllBe(reference => document.Resolve(reference) != null);
        var names = document.Operations.Select(o => (string?)o.Operation["operationId"]).ToArray();
        names.ShouldBe(names.Distinct());
        foreach (var (path, _, operation) in document.Operations)
        {
            operation["responses"]!.AsObject().Count.ShouldBeGreaterThan(3);
            var parameters = document.Root["paths"]![path]!["parameters"]?.AsArray().Select(p => (string?)document.Resolve(p)!["name"]) ?? [];
            parameters.ShouldBe(path.Split('/').Where(part => part.StartsWith('{')).Select(part => part[1..^1]));
        }
    }

    [Fact]
    public void A_wrong_answer_is_found()
    {
        const string fax = "/a/b/faxes/3f0c9a52-6d1e-4b7c-9a44-0d2f6a1be713";
        Check("GET", fax, 200, """{"id":"x"}""").Count.ShouldBeGreaterThan(10);
        Check("GET", fax, 202, "{}").ShouldHaveSingleItem();
        Check("DELETE", fax, 200, "{}").ShouldHaveSingleItem();
        Check("DELETE", fax, 200, "").ShouldBeEmpty();
        const string error = """[{"errorCode":"FAX_NOT_FOUND","componentType":"FAX","message":"m","details":{},"date":"2026-05-04T09:20:00.000Z"}]""";
        Check("GET", fax, 404, error).ShouldBeEmpty();
        Check("GET", fax, 400, error).ShouldHaveSingleItem();
        Check("GET", fax, 404, "[]").ShouldHaveSingleItem();
        Check("GET", fax, 404, error.Replace(".000Z", "Z", StringComparison.Ordinal)).ShouldHaveSingleItem();
        Check("PUT", fax, 405, error).ShouldBeEmpty();

        static IReadOnlyList<string> Check(string method, string path, int status, string body) =>
            OpenApiDocument.Embedded.Check(method, path, status, "application/json", System.Text.Encoding.UTF8.GetBytes(body));
    }

    private static IEnumerable<JsonNode> References(JsonNode? node) => node switch
    {
        JsonObject value when value.ContainsKey("$ref") => [value],
        JsonObject value => value.SelectMany(property => References(property.Value)),
        JsonArray value => value.SelectMany(References),
        _ => [],
    };
}
