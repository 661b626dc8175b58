using System.Net;
using FhirFax.Server.Tests.Support;
using FhirFax.Testing;

namespace FhirFax.Server.Tests.Faxes;

/// <summary>Cases 1, 3, 4, 26 and 40 of fax-lifecycle-api.md 14: who may, and what is asked in which way.</summary>
public sealed class AccessTests(FaxesServer server) : IClassFixture<FaxesServer>
{
    private static readonly string Id = Guid.NewGuid().ToString();

    public static TheoryData<string, string> Endpoints => new()
    {
        { "GET", "" }, { "POST", "" }, { "GET", Id }, { "PATCH", Id }, { "DELETE", Id }, { "POST", $"{Id}/files" }, { "DELETE", $"{Id}/files/{Id}" },
        { "POST", $"{Id}/send" }, { "POST", $"{Id}/retry" }, { "POST", $"{Id}/assign" },
    };

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task Case_01_without_a_token_nothing_is_answered(string method, string path)
    {
        using var api = server.Anonymous();
        (await api.SendAsync(new HttpMethod(method), path)).ShouldBeError(401, "NOT_VALID_JSON_WEB_TOKEN").ShouldBeEmpty();
    }

    [Fact]
    public async Task Case_02_a_token_is_good_for_an_hour()
    {
        var clock = new ManualTimeProvider(DateTimeOffset.UtcNow);
        using var own = new FaxesServer([], clock);
        await own.InitializeAsync();
        using var api = await own.ApiAsync();
        clock.Advance(TimeSpan.FromMinutes(59));
        (await api.GetAsync()).Status.ShouldBe(HttpStatusCode.OK);
        clock.Advance(TimeSpan.FromMinutes(2));
        (await api.GetAsync()).ShouldBeError(401, "TOKEN_EXPIRED").ShouldBeEmpty();
        await own.DisposeAsync();
    }

    [Fact]
    public async Task What_no_endpoint_takes_is_refused_in_the_same_form()
    {
        using var api = await server.ApiAsync();
        using var response = await api.Http.GetAsync(new Uri($"{api.Path}?x={new string('x', 20_000)}", UriKind.Relative));
        new FaxReply(await Reply.ReadAsync(response)).ShouldBeError(413, "REQUEST_TOO_LARGE");
        (await api.SendAsync(HttpMethod.Post, "", "{}", ("Content-Encoding", "zstd"))).ShouldBeError(415, "MEDIA_TYPE_NOT_SUPPORTED");
        (await api.SendAsync(HttpMethod.Post, "", "no gzip", ("Content-Encoding", "gzip"))).ShouldBeError(400, "REQUEST_BODY_NOT_READABLE");
    }

    [Theory]
    [InlineData("Bearer")]
    [InlineData("Bearer x.y.z")]
    [InlineData("Basic YXBwOng=")]
    [InlineData("Token abc")]
    public async Task A_header_that_is_no_token_of_ours_is_none(string header)
    {
        using var api = server.Anonymous();
        var reply = await api.SendAsync(HttpMethod.Get, "", null, ("Authorization", header));
        reply.ShouldBeError(401, "NOT_VALID_JSON_WEB_TOKEN");
        reply.Header("WWW-Authenticate").ShouldBe("Bearer");
    }

    [Theory]
    [InlineData("stranger", "clinic/live")]
    [InlineData("neighbour", "clinic/live")]
    [InlineData("app", "hospital/live")]
    [InlineData("app", "clinic/nowhere")]
    public async Task Case_03_a_token_reaches_its_own_instances_only(string client, string path)
    {
        using var api = await server.ApiAsync(client, path);
        foreach (var below in (string[])["", Id, "no/such/address"])
        {
            var details = (await api.GetAsync(below)).ShouldBeError(403, "ACCESS_FOR_API_CLIENT_RESTRICTED");
            ((string?)details["clientName"]).ShouldBe(client);
            ((string?)details["clientType"]).ShouldBe("API_CLIENT");
            ((string?)details["requestURI"]).ShouldBe($"/{path}/faxes{(below.Length == 0 ? "" : "/")}{below}");
            Guid.TryParse((string?)details["clientId"], out _).ShouldBeTrue();
            ((string?)details["organizationName"]).ShouldBe(client == "stranger" ? "hospital" : "clinic");
        }
    }

    [Fact]
    public async Task Case_04_without_the_right_to_delete_nothing_is_deleted()
    {
        using var editor = await server.ApiAsync("editor");
        var id = (string)(await editor.CreateAsync())["id"]!;
        (await editor.DeleteAsync(id)).ShouldBeError(403, "ACCESS_FOR_API_CLIENT_RESTRICTED");
        (await editor.GetAsync(id)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Who_may_read_may_not_write()
    {
        using var viewer = await server.ApiAsync("viewer");
        (await viewer.GetAsync()).Status.ShouldBe(HttpStatusCode.OK);
        (await viewer.PostAsync("", "{}")).ShouldBeError(403, "ACCESS_FOR_API_CLIENT_RESTRICTED");
        foreach (var (method, path) in ((string, string)[])[("PATCH", ""), ("POST", "/send"), ("POST", "/retry"), ("POST", "/assign")])
        {
            (await viewer.SendAsync(new HttpMethod(method), Id + path)).ShouldBeError(403, "ACCESS_FOR_API_CLIENT_RESTRICTED");
        }
    }

    [Theory]
    [InlineData("PUT", "{0}", "GET, PATCH, DELETE")]
    [InlineData("PUT", "", "GET, POST")]
    [InlineData("GET", "{0}/files/{0}", "DELETE")]
    [InlineData("GET", "{0}/send", "POST")]
    [InlineData("HEAD", "{0}/assign", "POST")]
    public async Task Case_40_another_method_is_refused_with_those_that_are_allowed(string method, string path, string allowed)
    {
        using var api = await server.ApiAsync();
        var reply = await api.SendAsync(new HttpMethod(method), string.Format(System.Globalization.CultureInfo.InvariantCulture, path, Id));
        ((int)reply.Status).ShouldBe(405);
        reply.Header("Allow").ShouldBe(allowed);
        if (method != "HEAD")
        {
            reply.ShouldBeError(405, "METHOD_NOT_ALLOWED").ShouldBeEmpty();
        }
    }

    [Theory]
    [InlineData("application/fhir+json")]
    [InlineData("text/html;q=1, application/json;q=0")]
    [InlineData("application/*;q=0, */*")]
    public async Task An_answer_that_is_not_wanted_as_JSON_is_not_given(string accept)
    {
        using var api = await server.ApiAsync();
        (await api.SendAsync(HttpMethod.Get, "", null, ("Accept", accept))).ShouldBeError(406, "NOT_ACCEPTABLE").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("*/*")]
    [InlineData("application/*, text/html")]
    [InlineData("text/html, application/json;q=0.1")]
    public async Task An_answer_that_is_wanted_at_all_is_given(string accept)
    {
        using var api = await server.ApiAsync();
        (await api.SendAsync(HttpMethod.Get, "", null, ("Accept", accept))).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/merge-patch+json")]
    public async Task A_body_of_another_kind_is_not_read(string contentType)
    {
        using var api = await server.ApiAsync();
        (await api.SendAsync(HttpMethod.Post, "", "{}", ("Content-Type", contentType))).ShouldBeError(415, "MEDIA_TYPE_NOT_SUPPORTED").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_body_beyond_the_cap_is_not_read()
    {
        using var api = await server.ApiAsync();
        (await api.PostAsync("", $$"""{"subject":"{{new string('x', 1_000_000)}}"}""")).ShouldBeError(413, "REQUEST_TOO_LARGE").ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_answer_bears_the_headers_of_the_dialect()
    {
        using var api = await server.ApiAsync();
        using var anonymous = server.Anonymous();
        foreach (var reply in (FaxReply[])[await api.GetAsync(), await api.GetAsync(Id), await anonymous.GetAsync()])
        {
            reply.Header("Cache-Control")!.Split(", ").Order().ShouldBe(["max-age=0", "must-revalidate", "no-cache", "no-store"]);
            reply.Header("Pragma").ShouldBe("no-cache");
            reply.Header("Expires").ShouldBe("0");
            reply.Header("X-Content-Type-Options").ShouldBe("nosniff");
            reply.Header("Strict-Transport-Security").ShouldBe("max-age=31536000 ; includeSubDomains");
            reply.Header("Content-Type").ShouldBe("application/json");
        }
    }
}
