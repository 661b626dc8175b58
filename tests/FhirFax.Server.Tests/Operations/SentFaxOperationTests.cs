using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using FhirFax.Server.Tests.Support;

namespace FhirFax.Server.Tests.Operations;

/// <summary>The operations on faxes that were sent, and the test of the account, over HTTP and through to the sandbox's socket.</summary>
public sealed class SentFaxOperationTests(TestServer server) : IClassFixture<TestServer>
{
    private const string Busy = "+12125550141";
    private const string PendingUntilCancelled = "+12125550191";

    [Fact]
    public async Task A_pending_fax_is_cancelled_and_a_delivered_one_is_not()
    {
        using var api = server.Api();
        var pending = await SendAsync(api, PendingUntilCancelled);
        var cancelled = await api.PostAsync($"Communication/{pending}/$cancel-efax", "{}");
        cancelled.Status.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.Accepted);
        (await EndedAsync(api, pending))["statusReason"]!["coding"]![0]!["code"]!.GetValue<string>().ShouldBe("cancelled");

        var delivered = await SendAsync(api, "+15551234567");
        await EndedAsync(api, delivered);
        (await api.PostAsync($"Communication/{delivered}/$cancel-efax", null)).Status.ShouldBe(HttpStatusCode.Conflict);
        (await api.PostAsync($"Communication/{delivered}/$cancel-efax", """{"resourceType":"Parameters","parameter":[{"name":"x","valueString":"y"}]}""")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await api.PostAsync("Communication/nobody/$cancel-efax", null)).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_failed_fax_is_tried_again_under_a_new_id_at_the_carrier()
    {
        using var api = server.Api();
        var id = await SendAsync(api, Busy);
        var failed = await EndedAsync(api, id);
        failed["status"]!.GetValue<string>().ShouldBe("stopped");

        var retried = await api.PostAsync($"Communication/{id}/$retry-efax", null, ("Idempotency-Key", "again"));
        retried.Status.ShouldBe(HttpStatusCode.OK, retried.Text);
        retried.Json["status"]!.GetValue<string>().ShouldBe("in-progress");
        var repeat = await api.PostAsync($"Communication/{id}/$retry-efax", null, ("Idempotency-Key", "again"));
        repeat.Header("Idempotency-Replayed").ShouldBe("true");
        var ended = await EndedAsync(api, id);
        ended["identifier"]!.AsArray().Count.ShouldBe(2);
        ended["identifier"]![1]!["value"]!.GetValue<string>().ShouldBe(failed["identifier"]![0]!["value"]!.GetValue<string>());

        (await api.PostAsync($"Communication/{id}/$retry-efax", null, ("Idempotency-Key", new string('k', 300)))).Status.ShouldBe(HttpStatusCode.BadRequest);
        var delivered = await SendAsync(api, "+15551234567");
        await EndedAsync(api, delivered);
        (await api.PostAsync($"Communication/{delivered}/$retry-efax", null)).Status.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task The_status_is_asked_for_at_the_instance_and_at_the_type()
    {
        using var api = server.Api();
        var id = await SendAsync(api, PendingUntilCancelled);

        var one = await api.PostAsync($"Communication/{id}/$sync-efax-status", null);
        one.Status.ShouldBe(HttpStatusCode.OK, one.Text);
        one.Json["resourceType"]!.GetValue<string>().ShouldBe("Communication");
        var all = await api.PostAsync("Communication/$sync-efax-status", "{}");
        all.Status.ShouldBe(HttpStatusCode.OK, all.Text);
        all.Json["type"]!.GetValue<string>().ShouldBe("collection");
        all.Resources.Select(r => r["id"]!.GetValue<string>()).ShouldContain(id);
        (await api.PostAsync("$sync-efax-status", null)).Status.ShouldBe(HttpStatusCode.NotFound);
        using var neighbour = server.Api("neighbour");
        (await neighbour.PostAsync($"Communication/{id}/$sync-efax-status", null)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await neighbour.PostAsync("Communication/$sync-efax-status", null)).Resources.ShouldBeEmpty();
        await api.PostAsync($"Communication/{id}/$cancel-efax", null);
    }

    [Fact]
    public async Task What_is_decided_must_be_said_in_parameters()
    {
        using var api = server.Api();
        var id = await SendAsync(api, "+15551234567");
        var communication = (await api.GetAsync($"Communication/{id}")).Json;
        var delivery = communication["recipient"]![0]!["extension"]![0]!["extension"]![0]!["valueString"]!.GetValue<string>();

        (await ResolveAsync(api, id, """{"name":"delivery","valueString":"DELIVERY"},{"name":"decision","valueCode":"resend"}""", delivery)).Status.ShouldBe(HttpStatusCode.Conflict);
        (await ResolveAsync(api, id, """{"name":"delivery","valueString":"x"},{"name":"decision","valueCode":"resend"}""", delivery)).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        foreach (var bad in (string[])
        [
            """{"name":"decision","valueCode":"resend"}""",
            """{"name":"delivery","valueString":"DELIVERY"}""",
            """{"name":"delivery","valueString":"DELIVERY"},{"name":"decision","valueCode":"forget"}""",
            """{"name":"delivery","valueString":"DELIVERY"},{"name":"decision","valueInteger":1}""",
            """{"name":"delivery","valueString":"DELIVERY"},{"name":"delivery","valueString":"DELIVERY"},{"name":"decision","valueCode":"resend"}""",
            """{"name":"delivery","valueString":"DELIVERY"},{"name":"decision","valueCode":"resend"},{"name":"carrierId","valueString":"y"}""",
            """{"name":"delivery","valueString":"DELIVERY"},{"name":"decision","valueCode":"resend"},{"name":"other","valueString":"y"}""",
        ])
        {
            (await ResolveAsync(api, id, bad, delivery)).Status.ShouldBe(HttpStatusCode.BadRequest, bad);
        }
    }

    [Fact]
    public async Task The_account_test_says_what_is_wrong()
    {
        using var api = server.Api();
        var good = await api.PostAsync("$test-efax", null);
        good.Status.ShouldBe(HttpStatusCode.OK, good.Text);
        good.Json["resourceType"]!.GetValue<string>().ShouldBe("OperationOutcome");
        good.Id.ShouldBe("ok");

        var bare = (await api.CreateAsync("Organization", """{"resourceType":"Organization","name":"Bare"}"""))["id"]!.GetValue<string>();
        (await api.PostAsync($"Organization/{bare}/$test-efax", null)).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await api.PostAsync("Practitioner/nobody/$test-efax", null)).Status.ShouldBe(HttpStatusCode.NotFound);

        await FaultAsync("GET", "/faxes/received", 403);
        var wrongUser = await api.PostAsync("$test-efax", null);
        wrongUser.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        wrongUser.Text.ShouldContain("user id is wrong");

        await FaultAsync("GET", "/faxes/received", 401, 2);
        var wrongKey = await api.PostAsync("$test-efax", null);
        wrongKey.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        wrongKey.Text.ShouldContain("credentials are wrong");

        await FaultAsync("GET", "/faxes/received", 503, 3);
        var outage = await api.PostAsync("$test-efax", null);
        outage.Status.ShouldBe(HttpStatusCode.BadRequest);
        outage.Json["issue"]![0]!["code"]!.GetValue<string>().ShouldBe("transient");
    }

    [Fact]
    public async Task Each_operation_has_its_own_scope()
    {
        using var api = server.Api("reader");
        foreach (var path in (string[])["$test-efax", "Communication/$sync-efax-status", "Communication/x/$cancel-efax", "Communication/x/$retry-efax", "Communication/x/$resolve-efax"])
        {
            (await api.PostAsync(path, null)).Status.ShouldBe(HttpStatusCode.Forbidden, path);
        }
    }

    private static Task<Reply> ResolveAsync(FhirApi api, string id, string parameters, string delivery) => api.PostAsync(
        $"Communication/{id}/$resolve-efax",
        $$"""{"resourceType":"Parameters","parameter":[{{parameters.Replace("DELIVERY", delivery, StringComparison.Ordinal)}}]}""");

    private static async Task<string> SendAsync(FhirApi api, string number)
    {
        var binary = await api.SendAsync(HttpMethod.Post, "Binary?_filename=a.pdf", Samples.Pdf(), "application/pdf");
        var organization = await api.CreateAsync(
            "Organization", $$"""{"resourceType":"Organization","name":"Acme","telecom":[{"system":"fax","value":"{{number}}"}]}""");
        var sent = await api.PostAsync("$send-efax", $$"""
            {"resourceType":"Communication","status":"in-progress","note":[{"text":"{{Guid.NewGuid()}}"}],
             "medium":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ParticipationMode","code":"FAXWRIT"}]}],
             "recipient":[{"reference":"Organization/{{organization["id"]}}"}],
             "payload":[{"contentAttachment":{"contentType":"application/pdf","url":"{{binary.Json["url"]}}"} }]}
            """);
        sent.Status.ShouldBe(HttpStatusCode.OK, sent.Text);
        return sent.Id!;
    }

    private static async Task<JsonObject> EndedAsync(FhirApi api, string id)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (true)
        {
            var communication = await api.GetAsync($"Communication/{id}");
            if (communication.Json["status"]!.GetValue<string>() is not "in-progress")
            {
                return communication.Json;
            }

            await Task.Delay(50, limit.Token);
        }
    }

    private async Task FaultAsync(string method, string path, int status, int count = 1)
    {
        using var http = server.Anonymous();
        using var answer = await http.PostAsJsonAsync(
            new Uri(server.Host.SandboxUrl!, "_sandbox/faults"), new { kind = "status", method, path, status, count });
        answer.EnsureSuccessStatusCode();
    }
}
