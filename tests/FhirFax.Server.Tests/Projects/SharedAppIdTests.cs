using System.Net;
using System.Text.Json.Nodes;
using FhirFax.Server.Tests.Support;
using static FhirFax.Server.Tests.Support.ReloadedServer;

namespace FhirFax.Server.Tests.Projects;

/// <summary>Two projects with one App ID: to the carrier they are one customer, and still neither reads the other's mailbox.</summary>
public sealed class SharedAppIdTests
{
    private const string App = "shared-app";

    [Fact]
    public async Task By_operation_neither_uses_the_others_mailbox_nor_one_that_is_not_listed()
    {
        await using var server = await StartAsync(Settings(With("one", "ward-one"), With("two", "ward-two")), ("Receiving__PollInterval", "00:00:00"));
        using var one = server.Api("one");
        using var two = server.Api("two");
        await server.DropAsync(App, "ward-one");
        await server.DropAsync(App, "ward-two");
        foreach (var (mine, own, other) in (((FhirApi, string, string)[])[(one, "one", "two"), (two, "two", "one")]))
        {
            foreach (var mailbox in (string[])[$"user-{other}", $"ward-{other}", "nobodys"])
            {
                foreach (var operation in (string[])["$receive-efax", "$test-efax", "$send-efax"])
                {
                    var refused = await mine.PostAsync($"{await OwnerAsync(mine, mailbox)}/{operation}", operation == "$send-efax" ? await FaxAsync(mine) : null);
                    refused.Status.ShouldBe(HttpStatusCode.UnprocessableEntity, $"{own} {mailbox} {operation} {refused.Text}");
                    refused.Text.ShouldNotContain($"user-{other}");
                }
            }

            var received = await mine.PostAsync($"{await OwnerAsync(mine, $"ward-{own}")}/$receive-efax", null);
            received.Status.ShouldBe(HttpStatusCode.OK, received.Text);
            received.Resources.Count.ShouldBe(1, own);
        }
    }

    [Fact]
    public async Task By_the_timer_each_has_its_own_faxes_and_none_of_the_others()
    {
        await using var server = await StartAsync(Settings(With("one", "ward-one"), With("two")), ("Receiving__PollInterval", "00:00:00.200"));
        using var one = server.Api("one");
        using var two = server.Api("two");
        // Each says that the other's mailboxes are its own.
        await OwnerAsync(one, "user-two");
        await OwnerAsync(two, "user-one");
        await OwnerAsync(two, "ward-one");
        await one.PostAsync($"{await OwnerAsync(one, "ward-one")}/$receive-efax", null);
        foreach (var mailbox in (string[])["user-one", "ward-one", "user-two", "user-two", "user-two"])
        {
            await server.DropAsync(App, mailbox);
        }

        await Wait.UntilAsync(async () => (await CountAsync(one), await CountAsync(two)) is ( >= 2, >= 3));

        // What comes last has come after every poll that could have brought something else.
        await server.DropAsync(App, "user-one");
        await server.DropAsync(App, "user-two");
        await Wait.UntilAsync(async () => (await CountAsync(one), await CountAsync(two)) is ( >= 3, >= 4));
        (await CountAsync(one), await CountAsync(two)).ShouldBe((3, 4));
    }

    [Fact]
    public async Task A_default_mailbox_belongs_to_the_first_and_is_refused_to_the_second()
    {
        var thief = Project("two", "user-one", App, Client("two"));
        await using var server = await StartAsync(Settings(With("one"), thief), ("Receiving__PollInterval", "00:00:00.200"));
        using var one = server.Api("one");
        using var two = server.Api("two");
        await server.DropAsync(App, "user-one");

        await Wait.UntilAsync(async () => await CountAsync(one) == 1);

        (await two.PostAsync("$receive-efax", null)).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await two.PostAsync("$send-efax", await FaxAsync(two))).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await CountAsync(two)).ShouldBe(0);
    }

    [Fact]
    public async Task A_project_that_comes_to_share_the_App_ID_closes_what_was_not_listed_and_takes_nothing_over()
    {
        await using var server = await StartAsync(Settings(Project("one", "user-one", App, Client("one"))), ("Receiving__PollInterval", "00:00:00"));
        using var one = server.Api("one");
        var ward = await OwnerAsync(one, "ward");
        (await one.PostAsync($"{ward}/$receive-efax", null)).Status.ShouldBe(HttpStatusCode.OK);

        await server.ChangeAsync(Settings(Project("one", "user-one", App, Client("one")), With("two", "ward")));

        using var two = server.Api("two");
        (await one.PostAsync($"{ward}/$receive-efax", null)).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await two.PostAsync($"{await OwnerAsync(two, "ward")}/$receive-efax", null)).Status.ShouldBe(HttpStatusCode.UnprocessableEntity, "The first project claimed it.");
        (await two.PostAsync("$receive-efax", null)).Status.ShouldBe(HttpStatusCode.OK);
    }

    private static JsonObject With(string name, params string[] mailboxes)
    {
        var project = Project(name, $"user-{name}", App, Client(name));
        project["Mailboxes"] = new JsonArray([.. mailboxes.Select(m => JsonValue.Create(m))]);
        return project;
    }

    private static async Task<string> OwnerAsync(FhirApi api, string mailbox)
    {
        var owner = await api.CreateAsync("Organization", $$"""{"resourceType":"Organization","name":"Ward","identifier":[{"system":"https://efax.com","value":"{{mailbox}}"}]}""");
        return $"Organization/{owner["id"]}";
    }

    private static async Task<string> FaxAsync(FhirApi api)
    {
        var clinic = (await api.CreateAsync("Organization", """{"resourceType":"Organization","name":"Clinic","telecom":[{"system":"fax","value":"+12025550177"}]}"""))["id"];
        var binary = (await api.SendAsync(HttpMethod.Post, "Binary", Samples.Pdf(), "application/pdf")).Id;
        return $$"""
            {"resourceType":"Communication","status":"in-progress",
             "medium":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ParticipationMode","code":"FAXWRIT"}]}],
             "recipient":[{"reference":"Organization/{{clinic}}"}],
             "payload":[{"contentAttachment":{"contentType":"application/pdf","url":"Binary/{{binary}}"} }]}
            """;
    }

    private static async Task<int> CountAsync(FhirApi api) => (await api.GetAsync("Communication?category=inbound&_summary=count")).Json["total"]!.GetValue<int>();
}
