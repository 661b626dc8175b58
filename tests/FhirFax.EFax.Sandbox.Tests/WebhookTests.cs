using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using FhirFax.EFax.Sandbox.Tests.Support;

namespace FhirFax.EFax.Sandbox.Tests;

/// <summary>Notifications as efax-corporate-api.md 10 and 8.14 have them.</summary>
public sealed class WebhookTests
{
    private const string Secret = "fhirfax-demo-secret";
    private static readonly byte[] Document = "%PDF-1.4 <</Type /Page>>"u8.ToArray();

    [Fact]
    public async Task Each_end_of_a_sent_fax_and_each_received_one_is_notified_once_signed_and_logged()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var sandbox = await SandboxClient.StartAsync(isFrozen: true);
        await sandbox.ControlAsync("webhooks", new { url = receiver.Url, secret = Secret });
        var delivered = await sandbox.SendAsync();
        var busy = await sandbox.SendAsync("12025550141", "attempt-2");
        var stopped = await sandbox.SendAsync("12025550191", "attempt-3");
        var received = await ReceiveAsync(sandbox);
        (await receiver.UntilAsync(1)).Count.ShouldBe(1);

        using (await sandbox.CallAsync(HttpMethod.Post, $"/faxes/{stopped}/cancel"))
        {
        }

        await sandbox.AdvanceAsync(3600);
        var bodies = (await receiver.UntilAsync(4)).Select(static item => (Json: JsonNode.Parse(item.Body)!, item)).ToList();

        bodies.Select(static body => (string?)body.Json["fax_id"]).ShouldBe([received, delivered, busy, stopped], ignoreOrder: true);
        foreach (var (json, (body, signature)) in bodies)
        {
            signature.ShouldBe(Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), body)));
            ((string?)json["app_id"]).ShouldBe(SandboxDefaults.AppId);
            ((string?)json["user_id"]).ShouldBe(SandboxDefaults.UserId);
        }

        StatusOf(delivered).ShouldBe("COMPLETE");
        StatusOf(busy).ShouldBe("ERROR");
        StatusOf(stopped).ShouldBe("CANCELED");
        bodies.Select(static body => (string?)body.Json["direction"]).Count(static direction => direction == "INBOUND").ShouldBe(1);
        var log = await UntilSettledAsync(sandbox, 4);
        log.ShouldAllBe(static entry => (string?)entry!["sent_status"] == "successful" && (string?)entry["notify_type"] == "WEBHOOK");
        (await sandbox.GetAsync("/notifications?fax_direction=inbound")).AsArray().ShouldHaveSingleItem()!["fax_id"]!.GetValue<string>().ShouldBe(received);
        (await sandbox.GetAsync("/notifications?sent_status=FAILED")).AsArray().ShouldBeEmpty();
        (await sandbox.GetAsync("/notifications?after=2999-01-01T00%3A00%3A00%2B00%3A00")).AsArray().ShouldBeEmpty();
        receiver.Received.Count.ShouldBe(4);

        string? StatusOf(string faxId) => (string?)bodies.Single(body => (string?)body.Json["fax_id"] == faxId).Json["transmission_data"]!["transmission_status"];
    }

    [Fact]
    public async Task A_notification_that_is_not_taken_is_tried_three_times()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var sandbox = await SandboxClient.StartAsync();
        await sandbox.ControlAsync("webhooks", new { url = receiver.Url, direction = "inbound" });
        receiver.Answers.Enqueue(500);
        await ReceiveAsync(sandbox);
        (await receiver.UntilAsync(2)).ShouldAllBe(static item => item.Signature == null);
        (await UntilSettledAsync(sandbox, 1))[0]!["sent_status"]!.GetValue<string>().ShouldBe("successful");

        foreach (var status in (int[])[404, 302, 500])
        {
            receiver.Answers.Enqueue(status);
        }

        await ReceiveAsync(sandbox);
        (await receiver.UntilAsync(5)).Count.ShouldBe(5);
        (await UntilSettledAsync(sandbox, 2))[1]!["sent_status"]!.GetValue<string>().ShouldBe("failed");
    }

    [Fact]
    public async Task What_is_queued_at_a_restart_is_sent_after_it()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var sandbox = await SandboxClient.StartAsync(isFrozen: true);
        await sandbox.ControlAsync("webhooks", new { url = receiver.Url, direction = "outbound" });
        await sandbox.SendAsync();
        await ReceiveAsync(sandbox);
        await sandbox.RestartAsync();
        receiver.Received.ShouldBeEmpty();
        await sandbox.AdvanceAsync(3600);
        (await receiver.UntilAsync(1)).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("not an address", "inbound")]
    [InlineData("ftp://127.0.0.1/x", "inbound")]
    [InlineData("http://127.0.0.1/x", "sideways")]
    public async Task A_webhook_that_makes_no_sense_is_refused(string url, string direction)
    {
        await using var sandbox = await SandboxClient.StartAsync();
        using var content = System.Net.Http.Json.JsonContent.Create(new { url, direction });
        using var response = await sandbox.PostControlAsync("webhooks", content);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private static async Task<string> ReceiveAsync(SandboxClient sandbox)
    {
        using var content = new ByteArrayContent(Document);
        using var response = await sandbox.PostControlAsync("inbound?from=%2B12025550177", content);
        return (await SandboxClient.JsonAsync(response))["faxId"]!.GetValue<string>();
    }

    private static async Task<JsonArray> UntilSettledAsync(SandboxClient sandbox, int count)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var log = (await sandbox.GetAsync("/notifications")).AsArray();
            if (log.Count == count && log.All(static entry => (string?)entry!["sent_status"] != "queued"))
            {
                return log;
            }

            await Task.Delay(20, limit.Token);
        }
    }
}
