using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using FhirFax.Server.Tests.Support;

namespace FhirFax.Server.Tests.Authentication;

public sealed class AuthenticationTests(TestServer server) : IClassFixture<TestServer>
{
    [Theory]
    [InlineData(null)]
    [InlineData("Bearer undefined")]
    [InlineData("Bearer a.b.c")]
    [InlineData("Basic !!!")]
    [InlineData("Basic YXBwOndyb25n")]
    [InlineData("Digest x")]
    public async Task Without_right_credentials_a_client_is_told_to_log_in(string? authorization)
    {
        using var http = server.Anonymous();
        if (authorization is not null)
        {
            http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);
        }

        foreach (var path in (string[])["fhir/R4/Patient", "fhir/R4/Patient/1", "fhir/R4/Facsimile", "fhir/R4/$receive-efax", "auth/me"])
        {
            var reply = await Reply.ReadAsync(await http.GetAsync(path));
            reply.Status.ShouldBe(HttpStatusCode.Unauthorized, path);
            reply.Id.ShouldBe("unauthorized");
            reply.IssueCode.ShouldBe("login");
            var challenge = reply.Header("WWW-Authenticate").ShouldNotBeNull();
            challenge.ShouldContain("Basic realm=");
            challenge.ShouldContain("Bearer realm=");
            challenge.Contains("error=\"invalid_token\"").ShouldBe(authorization?.StartsWith("Bearer", StringComparison.Ordinal) ?? false);
        }
    }

    [Fact]
    public async Task A_token_is_what_a_MedplumClient_accepts()
    {
        using var http = server.Anonymous();

        var reply = await TokenAsync(http, ("grant_type", "client_credentials"), ("client_id", "app"), ("client_secret", TestServer.Secret));

        reply.Status.ShouldBe(HttpStatusCode.OK, reply.Text);
        reply.Json["token_type"]!.GetValue<string>().ShouldBe("Bearer");
        reply.Json["expires_in"]!.GetValue<int>().ShouldBe(3600);
        reply.Json["scope"]!.GetValue<string>().ShouldBe("system/*.*");
        reply.Json["project"]!["reference"]!.GetValue<string>().ShouldStartWith("Project/");
        reply.Json["profile"]!["reference"]!.GetValue<string>().ShouldStartWith("Practitioner/");
        reply.Header("Cache-Control").ShouldBe("no-store");
        var token = reply.Json["access_token"]!.GetValue<string>();
        var parts = token.Split('.');
        parts.Length.ShouldBe(3);
        Part(parts[0])["alg"]!.GetValue<string>().ShouldBe("ES256");
        var claims = Part(parts[1]);
        claims["client_id"]!.GetValue<string>().ShouldBe("app");
        claims["login_id"]!.GetValue<string>().ShouldNotBeEmpty();
        claims["iss"]!.GetValue<string>().ShouldBe(server.Host.BaseUrl.AbsoluteUri);
        DateTimeOffset.FromUnixTimeSeconds(claims["exp"]!.GetValue<long>()).ShouldBeGreaterThan(DateTimeOffset.UtcNow.AddMinutes(30));

        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        (await http.GetAsync("fhir/R4/Patient")).StatusCode.ShouldBe(HttpStatusCode.OK);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Tamper(parts));
        (await http.GetAsync("fhir/R4/Patient")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", $"{Encode("""{"alg":"none"}""")}.{parts[1]}.");
        (await http.GetAsync("fhir/R4/Patient")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_profile_is_a_practitioner_of_the_home_project()
    {
        using var api = server.Api();

        var me = await Reply.ReadAsync(await api.Http.GetAsync("auth/me"));

        me.Status.ShouldBe(HttpStatusCode.OK, me.Text);
        me.Json["project"]!["resourceType"]!.GetValue<string>().ShouldBe("Project");
        me.Json["membership"]!["resourceType"]!.GetValue<string>().ShouldBe("ProjectMembership");
        me.Json["profile"]!["resourceType"]!.GetValue<string>().ShouldBe("Practitioner");
        var id = me.Json["profile"]!["id"]!.GetValue<string>();
        (await api.GetAsync($"Practitioner/{id}")).Status.ShouldBe(HttpStatusCode.OK);

        await api.DeleteAsync($"Practitioner/{id}");
        (await Reply.ReadAsync(await api.Http.GetAsync("auth/me"))).Json["profile"]!["id"]!.GetValue<string>().ShouldBe(id);
    }

    [Theory]
    [InlineData("client_credentials", "app", "wrong", 401, "invalid_client")]
    [InlineData("client_credentials", "nobody", "wrong", 401, "invalid_client")]
    [InlineData("client_credentials", "app", "", 400, "invalid_request")]
    [InlineData("password", "app", TestServer.Secret, 400, "unsupported_grant_type")]
    [InlineData("", "app", TestServer.Secret, 400, "invalid_request")]
    public async Task A_refused_token_says_why(string grant, string id, string secret, int status, string error)
    {
        using var http = server.Anonymous();

        var reply = await TokenAsync(http, ("grant_type", grant), ("client_id", id), ("client_secret", secret));

        ((int)reply.Status).ShouldBe(status);
        reply.Json["error"]!.GetValue<string>().ShouldBe(error);
        reply.Json["error_description"]!.GetValue<string>().ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_token_can_be_asked_for_by_basic_and_for_less()
    {
        using var http = server.Anonymous();
        http.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"app:{TestServer.Secret}")));

        var reply = await TokenAsync(http, ("grant_type", "client_credentials"), ("scope", "openid system/Patient.rs"));
        reply.Status.ShouldBe(HttpStatusCode.OK, reply.Text);
        reply.Json["scope"]!.GetValue<string>().ShouldBe("system/Patient.rs");
        (await TokenAsync(http, ("grant_type", "client_credentials"), ("scope", "openid"))).Json["error"]!.GetValue<string>().ShouldBe("invalid_scope");

        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", reply.Json["access_token"]!.GetValue<string>());
        (await http.GetAsync("fhir/R4/Patient")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await http.GetAsync("fhir/R4/Organization")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("GET", "Patient", 200)]
    [InlineData("GET", "Patient/nobody", 404)]
    [InlineData("GET", "Patient/_history", 200)]
    [InlineData("GET", "Organization", 403)]
    [InlineData("GET", "Organization/1", 403)]
    [InlineData("GET", "_history", 403)]
    [InlineData("POST", "Patient", 403)]
    [InlineData("PUT", "Patient/1", 403)]
    [InlineData("DELETE", "Patient/1", 403)]
    [InlineData("POST", "Binary", 403)]
    [InlineData("POST", "$receive-efax", 403)]
    [InlineData("POST", "Communication/$send-efax", 403)]
    [InlineData("GET", "metadata", 200)]
    public async Task Scopes_are_kept_on_every_route(string method, string path, int status)
    {
        using var api = server.Api("reader");

        var reply = await api.SendAsync(new HttpMethod(method), path, method is "POST" or "PUT" ? "{}"u8.ToArray() : null, FhirApi.FhirJson);

        ((int)reply.Status).ShouldBe(status, reply.Text);
    }

    private static Task<Reply> TokenAsync(HttpClient http, params (string Name, string Value)[] form) => PostAsync(http, form);

    private static async Task<Reply> PostAsync(HttpClient http, (string Name, string Value)[] form)
    {
        using var content = new FormUrlEncodedContent(form.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        using var response = await http.PostAsync(new Uri("oauth2/token", UriKind.Relative), content);
        return await Reply.ReadAsync(response);
    }

    private static JsonNode Part(string base64) => JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(base64))!;

    private static string Encode(string text) => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    private static string Tamper(string[] parts)
    {
        var claims = Part(parts[1]).AsObject();
        claims["client_id"] = "neighbour";
        claims["project"] = "clinic/other";
        return $"{parts[0]}.{Encode(claims.ToJsonString())}.{parts[2]}";
    }
}
