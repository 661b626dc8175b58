using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using FhirFax.Server.Tests.Support;

namespace FhirFax.Server.Tests.Faxes.Tokens;

/// <summary>The two token calls of the Faxes dialect.</summary>
public sealed class FaxTokenTests(TestServer server) : IClassFixture<TestServer>
{
    [Theory]
    [InlineData("clinic/admin/api_clients/app", """{"secret":"SECRET"}""")]
    [InlineData("auth/token", """{"apiClient":"app","secret":"SECRET","more":1}""")]
    public async Task A_right_secret_gets_a_token_that_every_dialect_takes(string path, string body)
    {
        var reply = await PostAsync(path, body);

        reply.Status.ShouldBe(HttpStatusCode.OK, reply.Text);
        reply.Json["clientName"]!.GetValue<string>().ShouldBe("app");
        reply.Json["enabled"]!.GetValue<bool>().ShouldBeTrue();
        reply.Json["expiresAt"]!.GetValue<string>().ShouldMatch(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$");
        DateTimeOffset.Parse(reply.Json["expiresAt"]!.GetValue<string>()).ShouldBeInRange(DateTimeOffset.UtcNow.AddMinutes(58), DateTimeOffset.UtcNow.AddMinutes(61));
        reply.Header("Cache-Control")!.ShouldContain("no-store");
        using var http = server.Anonymous();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", reply.Json["token"]!.GetValue<string>());
        (await http.GetAsync("fhir/R4/Patient")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("POST", "clinic/admin/api_clients/app", """{"secret":"wrong"}""", 400, "API_CLIENT_CREDENTIALS_INVALID")]
    [InlineData("POST", "clinic/admin/api_clients/nobody", """{"secret":"SECRET"}""", 400, "API_CLIENT_CREDENTIALS_INVALID")]
    [InlineData("POST", "elsewhere/admin/api_clients/app", """{"secret":"SECRET"}""", 400, "API_CLIENT_CREDENTIALS_INVALID")]
    [InlineData("POST", "auth/token", """{"apiClient":"app","secret":"wrong"}""", 400, "API_CLIENT_CREDENTIALS_INVALID")]
    [InlineData("POST", "auth/token", """{"apiClient":"nobody","secret":"SECRET"}""", 400, "API_CLIENT_CREDENTIALS_INVALID")]
    [InlineData("POST", "auth/token", """{"secret":"SECRET"}""", 400, "VALIDATION_FAILED")]
    [InlineData("POST", "auth/token", """{"apiClient":1,"secret":null}""", 400, "VALIDATION_FAILED")]
    [InlineData("POST", "clinic/admin/api_clients/app", "{}", 400, "VALIDATION_FAILED")]
    [InlineData("POST", "auth/token", "", 400, "REQUEST_BODY_NOT_READABLE")]
    [InlineData("POST", "auth/token", "[]", 400, "REQUEST_BODY_NOT_READABLE")]
    [InlineData("POST", "auth/token", """{"apiClient":"app""", 400, "REQUEST_BODY_NOT_READABLE")]
    [InlineData("POST", "auth/token", "{\"apiClient\":\"\\ud800\",\"secret\":\"x\"}", 400, "REQUEST_BODY_NOT_READABLE")]
    [InlineData("GET", "auth/token", null, 405, "METHOD_NOT_ALLOWED")]
    [InlineData("PUT", "clinic/admin/api_clients/app", "{}", 405, "METHOD_NOT_ALLOWED")]
    public async Task Anything_else_is_an_error_array(string method, string path, string? body, int status, string code)
    {
        var reply = await SendAsync(method, path, body);

        ((int)reply.Status).ShouldBe(status, reply.Text);
        var error = JsonNode.Parse(reply.Body)!.AsArray()[0]!;
        error["errorCode"]!.GetValue<string>().ShouldBe(code);
        error["date"]!.GetValue<string>().ShouldEndWith("Z");
        error["details"].ShouldBeOfType<JsonObject>();
        error["message"]!.GetValue<string>().ShouldNotContain(TestServer.Secret);
        reply.Header("Allow").ShouldBe(status == 405 ? "POST" : null);
    }

    [Fact]
    public async Task A_body_of_another_kind_or_without_end_is_refused()
    {
        var text = await SendAsync("POST", "auth/token", "apiClient=app", "application/x-www-form-urlencoded");
        text.Status.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        var large = await PostAsync("auth/token", $$"""{"apiClient":"{{new string('x', 100_000)}}"}""");
        large.Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        large.Text.ShouldContain("REQUEST_TOO_LARGE");
    }

    [Fact]
    public async Task The_hundred_and_first_token_in_five_minutes_is_429()
    {
        await using var own = await ReloadedServer.StartAsync(ReloadedServer.Settings(
            ReloadedServer.Project("one", "user-one", "app-one", ReloadedServer.Client("busy"), ReloadedServer.Client("other"))));
        using var http = own.Anonymous();
        for (var i = 0; i < 100; i++)
        {
            (await AskAsync("busy")).Status.ShouldBe(HttpStatusCode.OK);
        }

        var refused = await AskAsync("busy");

        refused.Status.ShouldBe(HttpStatusCode.TooManyRequests);
        int.Parse(refused.Header("Retry-After")!).ShouldBeInRange(290, 300);
        JsonNode.Parse(refused.Body)!.AsArray()[0]!["errorCode"]!.GetValue<string>().ShouldBe("TOO_MANY_REQUESTS");
        (await AskAsync("other")).Status.ShouldBe(HttpStatusCode.OK);

        async Task<Reply> AskAsync(string client)
        {
            using var content = new StringContent($$"""{"apiClient":"{{client}}","secret":"{{ReloadedServer.Secret}}"}""", Encoding.UTF8, "application/json");
            return await Reply.ReadAsync(await http.PostAsync(new Uri("auth/token", UriKind.Relative), content));
        }
    }

    private Task<Reply> PostAsync(string path, string body) => SendAsync("POST", path, body);

    private async Task<Reply> SendAsync(string method, string path, string? body, string contentType = "application/json")
    {
        using var http = server.Anonymous();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body.Replace("SECRET", TestServer.Secret, StringComparison.Ordinal)));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        return await Reply.ReadAsync(await http.SendAsync(request));
    }
}
