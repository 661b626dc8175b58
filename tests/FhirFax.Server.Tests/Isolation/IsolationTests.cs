using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using FhirFax.Server.Faxes.Routing;
using FhirFax.Server.Fhir.Registry;
using FhirFax.Server.Http;
using FhirFax.Server.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FhirFax.Server.Tests.Isolation;

/// <summary>
/// Everything that the server declares, tried from another project: what is there answers as what is nowhere, tells nothing of it, and changes nothing of it.
/// </summary>
public sealed class IsolationTests(TestServer server) : IClassFixture<TestServer>
{
    [Fact]
    public async Task No_interaction_reaches_another_project()
    {
        var registry = server.Host.Services.GetRequiredService<FhirRegistry>();
        registry.Interactions.Count.ShouldBeGreaterThan(20);
        await TryAsync(registry.Interactions.SelectMany(FhirTrials.Of));
    }

    [Fact]
    public async Task No_operation_reaches_another_project()
    {
        var registry = server.Host.Services.GetRequiredService<FhirRegistry>();
        registry.Operations.Count.ShouldBeGreaterThan(6);
        await TryAsync(registry.Operations.SelectMany(FhirTrials.Of));
    }

    [Fact]
    public async Task No_route_reaches_another_project()
    {
        using var stranger = server.Api("neighbour");
        var own = await stranger.SendAsync(HttpMethod.Post, "Binary", "text"u8.ToArray(), "text/plain", ("X-Medplum", "extended"));
        var signed = own.Json["url"]!.GetValue<string>();
        var routes = server.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToList();
        routes.Count.ShouldBeGreaterThan(8);

        await TryAsync(routes
            .Where(route => route.RoutePattern.RawText is not (ServerUrls.FhirPath + "/{**path}" or FaxEndpoint.Pattern))
            .SelectMany(route => RouteTrials.Of(
                route.RoutePattern.RawText!,
                server.Host.BaseUrl.AbsoluteUri,
                signed)));
    }

    [Fact]
    public async Task No_endpoint_of_the_faxes_reaches_another_project()
    {
        using var stranger = server.Api("neighbour");
        using var body = new StringContent($$"""{"apiClient":"neighbour","secret":"{{TestServer.Secret}}"}""", Encoding.UTF8, "application/json");
        var token = (await Reply.ReadAsync(await stranger.Http.PostAsync(new Uri("auth/token", UriKind.Relative), body))).Json["token"]!.GetValue<string>();
        var routes = server.Host.Services.GetRequiredService<FaxRoutes>().All;
        routes.Count.ShouldBeGreaterThan(9);

        await TryAsync(routes.SelectMany(route => FaxesTrials.Of(route, server.Host.BaseUrl.AbsoluteUri, token)));
    }

    [Fact]
    public async Task A_page_of_one_project_is_not_continued_in_another()
    {
        using var owner = server.Api();
        using var stranger = server.Api("neighbour");
        foreach (var name in (string[])["a", "b", "c"])
        {
            await owner.CreateAsync("Basic", $$"""{"resourceType":"Basic","code":{"text":"{{Target.Secret}} {{name}}"} }""");
        }

        var page = await owner.GetAsync("Basic?_count=1");
        var next = page.Json["link"]!.AsArray().Single(l => l!["relation"]!.GetValue<string>() == "next")!["url"]!.GetValue<string>();
        (await owner.GetAsync(next)).Resources.Count.ShouldBe(1);

        (await stranger.GetAsync(next)).Text.ShouldNotContain(Target.Secret);
    }

    /// <summary>Runs each trial for a target of the other project and for one that is nowhere; the answers must be alike.</summary>
    private async Task TryAsync(IEnumerable<Trial> trials)
    {
        using var owner = server.Api();
        using var stranger = server.Api("neighbour");
        foreach (var trial in trials)
        {
            var real = await new Target(NewSuffix()).StoreAsync(owner);
            var before = await StateAsync(owner, real);

            var (there, nowhere) = (await trial.Attempt(stranger, real), await trial.Attempt(stranger, new Target(NewSuffix())));

            there.Text.ShouldNotContain(Target.Secret, Case.Insensitive, trial.Name);
            Essence(there).ShouldBe(Essence(nowhere), trial.Name);
            ((int)there.Status).ShouldBeLessThan(500, trial.Name);
            (await StateAsync(owner, real)).ShouldBe(before, trial.Name);
        }
    }

    private static string NewSuffix() => Guid.NewGuid().ToString("N")[..12];

    /// <summary>What an answer tells: its status, what it counts, and what is wrong.</summary>
    private static string Essence(Reply reply)
    {
        if (reply.Body.Length > 0 && reply.Body[0] == (byte)'[')
        {
            return $"{reply.Status} {string.Join(',', JsonNode.Parse(reply.Body)!.AsArray().Select(error => error!["errorCode"]))}";
        }

        if (reply.Body.Length == 0 || reply.Body[0] != (byte)'{' || JsonNode.Parse(reply.Body) is not JsonObject json)
        {
            return $"{reply.Status} {reply.Header("Content-Type")}";
        }

        var issues = json["issue"]?.AsArray().Select(i => $"{i!["severity"]} {i["code"]}") ?? [];
        // A history of the stranger's own grows with every trial.
        var count = json["type"]?.GetValue<string>() == "history" ? "" : $"{json["total"]} {json["entry"]?.AsArray().Count}";
        var statuses = json["entry"]?.AsArray().Select(e => e!["response"]?["status"]?.GetValue<string>()) ?? [];
        return $"{reply.Status} {json["resourceType"]} {count} {string.Join(',', issues)} {string.Join(',', json["type"]?.GetValue<string>() == "history" ? [] : statuses)}";
    }

    /// <summary>Every version of what is the owner's.</summary>
    private static async Task<string> StateAsync(FhirApi owner, Target target)
    {
        var state = new List<string>();
        foreach (var type in Target.Types)
        {
            var history = await owner.GetAsync($"{target.Reference(type)}/_history");
            history.Status.ShouldBe(HttpStatusCode.OK);
            state.Add(history.Json["entry"]!.ToJsonString());
        }

        return string.Join('\n', state);
    }
}
