using System.Net;
using System.Text.Json.Nodes;
using FhirFax.Server.Tests.Support;

namespace FhirFax.Server.Tests.Operations;

/// <summary>The fax operations at each of their addresses, through to the sandbox's socket and back.</summary>
public sealed class FaxOperationTests(TestServer server) : IClassFixture<TestServer>
{
    [Theory]
    [InlineData("$send-efax")]
    [InlineData("Communication/$send-efax")]
    public async Task A_communication_in_the_body_is_sent_and_stored(string path)
    {
        using var api = server.Api();

        var sent = await api.PostAsync(path, await CommunicationAsync(api));

        sent.Status.ShouldBe(HttpStatusCode.OK, sent.Text);
        sent.Json["identifier"]![0]!["system"]!.GetValue<string>().ShouldBe("https://efax.com");
        sent.Header("Content-Location").ShouldBe($"{server.FhirUrl}/Communication/{sent.Id}");
        (await api.GetAsync($"Communication/{sent.Id}")).Status.ShouldBe(HttpStatusCode.OK);
        await CompletedAsync(api, sent.Id!);
    }

    [Fact]
    public async Task An_entry_of_a_batch_is_answered_with_the_sent_communication()
    {
        using var api = server.Api();
        var batch = $$$"""{"resourceType":"Bundle","type":"batch","entry":[{"request":{"method":"POST","url":"Communication/$send-efax"},"resource":{{{await CommunicationAsync(api)}}}}]}""";

        var reply = await api.PostAsync("", batch);

        reply.Status.ShouldBe(HttpStatusCode.OK, reply.Text);
        var entry = reply.Json["entry"]![0]!;
        entry["response"]!["status"]!.GetValue<string>().ShouldBe("200 OK", reply.Text);
        entry["fullUrl"]!.GetValue<string>().ShouldBe($"{server.FhirUrl}/Communication/{entry["resource"]!["id"]}");
    }

    [Fact]
    public async Task Parameters_carry_it_as_well()
    {
        using var api = server.Api();
        var parameters = $$"""{"resourceType":"Parameters","parameter":[{"name":"resource","resource":{{await CommunicationAsync(api)}}}]}""";

        (await api.PostAsync("Communication/$send-efax", parameters)).Status.ShouldBe(HttpStatusCode.OK);
        foreach (var bad in (string[])["""{"resourceType":"Parameters"}""", """{"resourceType":"Parameters","parameter":[{"name":"fax","valueString":"x"}]}""", """{"resourceType":"Patient"}""", ""])
        {
            (await api.PostAsync("$send-efax", bad)).Status.ShouldBe(HttpStatusCode.BadRequest, bad);
        }
    }

    [Fact]
    public async Task A_stored_communication_is_sent_once_however_often_it_is_asked()
    {
        using var api = server.Api();
        var id = (await api.CreateAsync("Communication", await CommunicationAsync(api)))["id"]!.GetValue<string>();

        var replies = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => api.PostAsync($"Communication/{id}/$send-efax", null)));

        replies.ShouldAllBe(r => r.Status == HttpStatusCode.OK || r.Status == HttpStatusCode.Accepted);
        replies.Count(r => r.Header("Idempotency-Replayed") is null).ShouldBe(1);
        var completed = await CompletedAsync(api, id);
        completed["identifier"]!.AsArray().ShouldHaveSingleItem();
        var again = await api.PostAsync($"Communication/{id}/$send-efax", "{}");
        again.Status.ShouldBe(HttpStatusCode.OK);
        again.Header("Idempotency-Replayed").ShouldBe("true");
        (await api.PostAsync($"Communication/{id}/$send-efax", """{"resourceType":"Communication"}""")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await api.PostAsync("Communication/nobody/$send-efax", null)).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("Organization")]
    [InlineData("Practitioner")]
    public async Task An_owner_of_a_mailbox_sends_and_receives_by_it(string type)
    {
        using var api = server.Api();
        var user = Guid.NewGuid().ToString();
        var owner = (await api.CreateAsync(type, $$"""{"resourceType":"{{type}}","identifier":[{"system":"https://efax.com","value":"{{user}}"}]{{(type == "Organization" ? ",\"name\":\"Ward\"" : "")}}}"""))["id"]!.GetValue<string>();

        var sent = await api.PostAsync($"{type}/{owner}/$send-efax", await CommunicationAsync(api));
        sent.Status.ShouldBe(HttpStatusCode.OK, sent.Text);

        await DropAsync(user);
        var received = await api.PostAsync($"{type}/{owner}/$receive-efax", null);
        received.Status.ShouldBe(HttpStatusCode.OK, received.Text);
        received.Json["type"]!.GetValue<string>().ShouldBe("collection");
        received.Json["total"].ShouldBeNull();
        var fax = received.Resources.ShouldHaveSingleItem();
        fax["recipient"]![0]!["reference"]!.GetValue<string>().ShouldBe($"{type}/{owner}");
        received.Json["entry"]![0]!["fullUrl"]!.GetValue<string>().ShouldBe($"{server.FhirUrl}/Communication/{fax["id"]}");
        (await api.PostAsync($"{type}/{owner}/$receive-efax", "{}")).Json["entry"].ShouldBeNull();
        (await api.PostAsync($"{type}/nobody/$receive-efax", "{}")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("$receive-efax")]
    [InlineData("Communication/$receive-efax")]
    public async Task Receiving_takes_no_content_or_nothing_in_it(string path)
    {
        using var api = server.Api();

        (await api.PostAsync(path, null)).Status.ShouldBe(HttpStatusCode.OK);
        (await api.PostAsync(path, " { } ")).Status.ShouldBe(HttpStatusCode.OK);
        (await api.PostAsync(path, """{"resourceType":"Parameters"}""")).Status.ShouldBe(HttpStatusCode.OK);
        (await api.PostAsync(path, """{"resourceType":"Parameters","parameter":[{"name":"x","valueString":"y"}]}""")).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_batch_sends_and_says_which_communication_it_was()
    {
        using var api = server.Api();
        var batch = $$"""
            {"resourceType":"Bundle","type":"batch","entry":[
              {"resource":{{await CommunicationAsync(api)}},"request":{"method":"POST","url":"Communication/$send-efax"} },
              {"request":{"method":"POST","url":"$test-efax"} }]}
            """;

        var reply = await api.PostAsync("", batch);

        reply.Status.ShouldBe(HttpStatusCode.OK, reply.Text);
        var entries = reply.Json["entry"]!.AsArray();
        var id = entries[0]!["resource"]!["id"]!.GetValue<string>();
        entries[0]!["fullUrl"]!.GetValue<string>().ShouldBe($"{server.FhirUrl}/Communication/{id}");
        entries.Select(static entry => entry!["response"]!["status"]!.GetValue<string>()[..3]).ShouldBe(["200", "200"]);
        await CompletedAsync(api, id);
        var asked = await api.PostAsync(
            "", $$"""{"resourceType":"Bundle","type":"batch","entry":[{"request":{"method":"POST","url":"Communication/{{id}}/$sync-efax-status"} }]}""");
        asked.Json["entry"]![0]!["resource"]!["status"]!.GetValue<string>().ShouldBe("completed");
    }

    [Fact]
    public async Task Every_problem_of_a_send_is_said_at_once_and_none_is_not_found()
    {
        using var api = server.Api();

        var refused = await api.PostAsync("$send-efax", """
            {"resourceType":"Communication","status":"in-progress","sender":{"reference":"Practitioner/nobody"},"recipient":[{"reference":"Organization/nowhere"}]}
            """);

        refused.Status.ShouldBe(HttpStatusCode.UnprocessableEntity, refused.Text);
        refused.Id.ShouldBeNull();
        refused.Json["issue"]!.AsArray().Count.ShouldBeGreaterThan(2);
        (await api.PostAsync("$send-efax", """{"resourceType":"Communication","status":"bogus"}""")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await api.PostAsync("$send-efax", "{}", ("Idempotency-Key", new string('k', 300)))).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_sent_fax_is_protected_over_http()
    {
        using var api = server.Api();
        var sent = await api.PostAsync("$send-efax", await CommunicationAsync(api));
        var changed = sent.Json;
        changed["payload"]![0]!["contentAttachment"]!["url"] = "Binary/another";

        (await api.PutAsync($"Communication/{sent.Id}", changed.ToJsonString())).Status.ShouldBe(HttpStatusCode.Conflict);

        var noted = sent.Json;
        noted["status"] = "stopped";
        noted["note"] = new JsonArray(new JsonObject { ["text"] = "Called back" });
        var kept = await api.PutAsync($"Communication/{sent.Id}", noted.ToJsonString());
        kept.Status.ShouldBe(HttpStatusCode.OK, kept.Text);
        kept.Json["status"]!.GetValue<string>().ShouldNotBe("stopped");
        kept.Json["note"]![0]!["text"]!.GetValue<string>().ShouldBe("Called back");
    }

    private static async Task<string> CommunicationAsync(FhirApi api)
    {
        var binary = await api.SendAsync(HttpMethod.Post, "Binary?_filename=a.pdf", Samples.Pdf(), "application/pdf");
        var organization = await api.CreateAsync(
            "Organization", """{"resourceType":"Organization","name":"Acme","contact":[{"telecom":[{"system":"fax","value":"+15551234567"}]}]}""");
        return $$"""
            {"resourceType":"Communication","status":"in-progress",
             "medium":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ParticipationMode","code":"FAXWRIT"}]}],
             "recipient":[{"reference":"Organization/{{organization["id"]}}"}],
             "payload":[{"contentAttachment":{"contentType":"application/pdf","url":"{{binary.Json["url"]}}"} }]}
            """;
    }

    private static async Task<JsonObject> CompletedAsync(FhirApi api, string id)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var communication = await api.GetAsync($"Communication/{id}");
            if (communication.Json["status"]!.GetValue<string>() == "completed")
            {
                return communication.Json;
            }

            await Task.Delay(50, limit.Token);
        }
    }

    private async Task DropAsync(string userId)
    {
        using var http = server.Anonymous();
        using var body = new ByteArrayContent(Samples.Pdf());
        body.Headers.ContentType = new("application/pdf");
        using var answer = await http.PostAsync(new Uri(server.Host.SandboxUrl!, $"_sandbox/inbound?userId={userId}&from=%2B12025550177"), body);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
    }
}
