using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using FhirFax.Server.Tests.Support;

namespace FhirFax.Server.Tests.Throttling;

/// <summary>Limits of requests, over HTTP.</summary>
public sealed class RequestThrottleTests
{
    [Fact]
    public async Task A_client_has_its_requests_of_a_minute_and_no_other_clients()
    {
        await using var server = await StartAsync(("Limits__RequestsPerMinutePerClient", "5"));
        using var busy = server.Api("busy");
        using var other = server.Api("other");
        for (var i = 0; i < 5; i++)
        {
            (await busy.GetAsync("Patient")).Status.ShouldBe(HttpStatusCode.OK);
        }

        var refused = await busy.GetAsync("Patient");

        refused.Status.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Json["resourceType"]!.GetValue<string>().ShouldBe("OperationOutcome");
        refused.IssueCode.ShouldBe("throttled");
        int.Parse(refused.Header("Retry-After")!).ShouldBeInRange(1, 60);
        (await other.GetAsync("Patient")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_flood_without_credentials_or_with_wrong_ones_ends_in_429_and_reaches_neither_clients_nor_health()
    {
        await using var server = await StartAsync(("Limits__AnonymousRequestsPerMinute", "20"));
        using var flood = server.Anonymous();
        using var wrong = server.Anonymous();
        wrong.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "a.b.c");
        for (var i = 0; i < 10; i++)
        {
            (await flood.GetAsync("fhir/R4/metadata")).StatusCode.ShouldBe(HttpStatusCode.OK);
            (await wrong.GetAsync("fhir/R4/Patient")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }

        (await flood.GetAsync("fhir/R4/metadata")).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await wrong.GetAsync("fhir/R4/Patient")).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        var faxes = await Reply.ReadAsync(await flood.GetAsync("clinic/one/faxes"));
        faxes.Status.ShouldBe(HttpStatusCode.TooManyRequests);
        JsonNode.Parse(faxes.Body)!.AsArray()[0]!["errorCode"]!.GetValue<string>().ShouldBe("TOO_MANY_REQUESTS");
        (await flood.GetAsync("healthz")).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var client = server.Api("busy");
        (await client.GetAsync("Patient")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_flood_keeps_nobody_at_its_address_from_signing_in_but_ends_for_who_is_wrong()
    {
        await using var server = await StartAsync(("Limits__AnonymousRequestsPerMinute", "20"));
        using var http = server.Anonymous();
        for (var i = 0; i < 20; i++)
        {
            (await http.GetAsync("fhir/R4/metadata")).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        (await http.GetAsync("fhir/R4/metadata")).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await SignInAsync("oauth2/token", Form(TestServer.Secret), "application/x-www-form-urlencoded")).ShouldBe(HttpStatusCode.OK);
        (await SignInAsync("auth/token", Json(TestServer.Secret), "application/json")).ShouldBe(HttpStatusCode.OK);
        (await SignInAsync("clinic/admin/api_clients/busy", Json(TestServer.Secret), "application/json")).ShouldBe(HttpStatusCode.OK);
        (await SignInAsync("oauth2/token", Form("wrong"), "application/x-www-form-urlencoded")).ShouldBe(HttpStatusCode.TooManyRequests);
        (await SignInAsync("oauth2/token", "nonsense", "application/x-www-form-urlencoded")).ShouldBe(HttpStatusCode.TooManyRequests);
        (await SignInAsync("auth/token", Json("wrong"), "application/json")).ShouldBe(HttpStatusCode.TooManyRequests);
        (await SignInAsync("auth/token", "nonsense", "application/json")).ShouldBe(HttpStatusCode.TooManyRequests);

        static string Form(string secret) => $"grant_type=client_credentials&client_id=busy&client_secret={secret}";

        static string Json(string secret) => new JsonObject { ["apiClient"] = "busy", ["secret"] = secret }.ToJsonString();

        async Task<HttpStatusCode> SignInAsync(string path, string body, string type)
        {
            using var content = new StringContent(body, System.Text.Encoding.UTF8, type);
            using var response = await http.PostAsync(new Uri(path, UriKind.Relative), content);
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task What_is_in_work_at_a_time_is_bounded_and_what_waits_is_served()
    {
        await using var server = await StartAsync(("Limits__ConcurrentRequestsPerClient", "2"), ("Limits__ConcurrentRequests", "3"));
        using var busy = server.Api("busy");
        (await busy.GetAsync("Patient")).Status.ShouldBe(HttpStatusCode.OK);

        var replies = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => busy.GetAsync("Patient")));

        replies.ShouldAllBe(r => r.Status == HttpStatusCode.OK || r.Status == HttpStatusCode.TooManyRequests);
        replies.ShouldContain(r => r.Status == HttpStatusCode.OK);
        (await busy.GetAsync("Patient")).Status.ShouldBe(HttpStatusCode.OK, "Every place was given back.");
    }

    [Fact]
    public async Task The_settings_of_the_limits_are_kept()
    {
        await using var server = await StartAsync(
            ("Limits__AddressLength", "1024"), ("Limits__HeaderLength", "4096"), ("Limits__BatchEntries", "2"));
        using var api = server.Api("busy");

        ((int)(await api.GetAsync($"Patient?name={new string('x', 1100)}")).Status).ShouldBe(414);
        ((int)(await api.GetAsync("Patient", ("X-Long", new string('x', 4200)))).Status).ShouldBe(431);
        ((int)(await api.PostAsync("", Batch(2))).Status).ShouldBe(200);
        ((int)(await api.PostAsync("", Batch(3))).Status).ShouldBe(413);

        static string Batch(int entries) => new JsonObject
        {
            ["resourceType"] = "Bundle",
            ["type"] = "batch",
            ["entry"] = new JsonArray([.. Enumerable.Range(0, entries).Select(_ => JsonNode.Parse("""{"request":{"method":"GET","url":"Patient/1"}}"""))]),
        }.ToJsonString();
    }

    private static Task<ReloadedServer> StartAsync(params (string Name, string Value)[] limits) => ReloadedServer.StartAsync(
        ReloadedServer.Settings(ReloadedServer.Project("one", "user-one", "app-one", ReloadedServer.Client("busy"), ReloadedServer.Client("other"))), limits);
}
