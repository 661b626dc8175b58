using System.Net;
using System.Net.Http.Headers;
using FhirFax.Server.Tests.Support;
using static FhirFax.Server.Tests.Support.ReloadedServer;

namespace FhirFax.Server.Tests.Projects;

/// <summary>Projects and clients change while the server runs.</summary>
public sealed class ReloadTests
{
    [Fact]
    public async Task A_project_that_is_added_has_its_resources_its_mailbox_and_its_poller_at_once()
    {
        var first = Project("one", "user-one", "app-one", Client("first"));
        await using var server = await StartAsync(Settings(first), ("Receiving__PollInterval", "1.00:00:00"));
        using var newcomer = server.Api("second");
        (await newcomer.GetAsync("Patient")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        await server.DropAsync("app-two", "user-two");

        (await server.ChangeAsync(Settings(
            Project("one", "user-one", "app-one", Client("first")), Project("two", "user-two", "app-two", Client("second"))))).ShouldContain("in force: 2 projects, 2 clients");

        (await newcomer.GetAsync("StructureDefinition")).Resources.ShouldNotBeEmpty("The server's own definitions are in every project.");
        await Wait.UntilAsync(async () => (await newcomer.GetAsync("Communication")).Resources.Count == 1);
        using var old = server.Api("first");
        (await old.GetAsync("Communication")).Resources.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_client_that_is_disabled_or_removed_is_out_at_once_with_its_tokens_and_its_remembered_secret()
    {
        await using var server = await StartAsync(Settings(Project("one", "user-one", "app-one", Client("stays"), Client("goes"))));
        using var stays = server.Api("stays");
        using var basic = server.Api("goes");
        using var bearer = server.Api("goes");
        bearer.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(server, "goes"));
        (await basic.GetAsync("Patient")).Status.ShouldBe(HttpStatusCode.OK);
        (await bearer.GetAsync("Patient")).Status.ShouldBe(HttpStatusCode.OK);

        await server.ChangeAsync(Settings(Project("one", "user-one", "app-one", Client("stays"), Client("goes", disabled: true))));

        (await basic.GetAsync("Patient")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await bearer.GetAsync("Patient")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await stays.GetAsync("Patient")).Status.ShouldBe(HttpStatusCode.OK);

        await server.ChangeAsync(Settings(Project("one", "user-one", "app-one", Client("stays"), Client("goes"))));
        (await basic.GetAsync("Patient")).Status.ShouldBe(HttpStatusCode.OK);
        (await bearer.GetAsync("Patient")).Status.ShouldBe(HttpStatusCode.OK, "The token is not over yet.");

        await server.ChangeAsync(Settings(Project("one", "user-one", "app-one", Client("stays"))));
        (await basic.GetAsync("Patient")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await bearer.GetAsync("Patient")).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_changed_secret_ends_the_old_one_at_once_though_it_was_remembered()
    {
        await using var server = await StartAsync(Settings(Project("one", "user-one", "app-one", Client("app"))));
        using var old = server.Api("app");
        (await old.GetAsync("Patient")).Status.ShouldBe(HttpStatusCode.OK);

        await server.ChangeAsync(Settings(Project("one", "user-one", "app-one", Client("app", secret: "another-secret-of-a-person"))));

        (await old.GetAsync("Patient")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        using var fresh = server.Api("app", "another-secret-of-a-person");
        (await fresh.GetAsync("Patient")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_unusable_configuration_is_refused_as_a_whole_by_name_and_the_old_one_stays()
    {
        await using var server = await StartAsync(Settings(Project("one", "user-one", "app-one", Client("app"))));
        using var api = server.Api("app");
        using var newcomer = server.Api("new");
        var short_ = Settings(Project("two", "user-two", "app-two", Client("new"), Client("other", secret: "short")));

        (await server.ChangeAsync(short_)).ShouldContain("Projects__0__Clients__1__Secret must have 16 to");
        (await api.GetAsync("Patient")).Status.ShouldBe(HttpStatusCode.OK);
        (await newcomer.GetAsync("Patient")).Status.ShouldBe(HttpStatusCode.Unauthorized);

        (await server.ChangeAsync("""{ "Projects": [ { "Tenant": "cli""")).ShouldContain("settings.json is not JSON (line 1)");
        (await server.ChangeAsync("""{ "Projects": [ { "Tenannt": "clinic" } ] }""")).ShouldContain("Projects__0__Tenannt is not known");
        (await api.GetAsync("Patient")).Status.ShouldBe(HttpStatusCode.OK);

        (await server.ChangeAsync(Settings(Project("one", "user-one", "app-one", Client("app"), Client("new"))))).ShouldContain("in force");
        (await newcomer.GetAsync("Patient")).Status.ShouldBe(HttpStatusCode.OK);
        server.Log.Lines.ShouldNotContain(line => line.Contains(Secret, StringComparison.Ordinal) || line.Contains("key-of-app", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_project_that_is_removed_is_reached_by_nothing_any_more()
    {
        var one = Project("one", "user-one", "app-one", Client("first"));
        await using var server = await StartAsync(Settings(one, Project("two", "user-two", "app-two", Client("second"))));
        using var api = server.Api("second");
        var binary = await api.SendAsync(HttpMethod.Post, "Binary", "text"u8.ToArray(), "text/plain", ("X-Medplum", "extended"));
        var url = binary.Json["url"]!.GetValue<string>();
        using var anonymous = server.Anonymous();
        (await anonymous.GetAsync(url)).StatusCode.ShouldBe(HttpStatusCode.OK);

        await server.ChangeAsync(Settings(Project("one", "user-one", "app-one", Client("first"))));

        (await anonymous.GetAsync(url)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await api.GetAsync($"Binary/{binary.Id}")).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_setting_that_is_read_at_the_start_only_is_named_when_it_changes()
    {
        await using var server = await StartAsync(Settings(Project("one", "user-one", "app-one", Client("app"))));
        var changed = Settings(Project("one", "user-one", "app-one", Client("app")));
        changed["Fhir"] = new System.Text.Json.Nodes.JsonObject { ["StrictSearch"] = "true" };

        await server.ChangeAsync(changed);

        await Wait.UntilAsync(() => server.Log.Lines.Any(line => line.Contains("The setting Fhir__StrictSearch has changed", StringComparison.Ordinal)));
    }

    private static async Task<string> TokenAsync(ReloadedServer server, string client)
    {
        using var http = server.Anonymous();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = client,
            ["client_secret"] = Secret,
        });
        var reply = await Reply.ReadAsync(await http.PostAsync(new Uri("oauth2/token", UriKind.Relative), form));
        return reply.Json["access_token"]!.GetValue<string>();
    }
}
