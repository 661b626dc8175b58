using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using FhirFax.Acceptance.Running;
using FhirFax.EFax.Sandbox;
using FhirFax.Testing;
using Xunit.Abstractions;

namespace FhirFax.Acceptance.Journeys;

/// <summary>
/// The carrier misbehaves by a seeded mix of faults while the server, a process of its own, is killed at seeded moments and its clients repeat every call until it is
/// answered. The carrier lives on, and its ledger says what really happened: nothing lost, nothing doubled, no wrong end.
/// </summary>
public sealed class Under_fire(ITestOutputHelper output)
{
    private const int Seed = 20260115;
    private const int Kills = 4;
    private const int SentPerRound = 8;
    private const int ReceivedPerRound = 4;

    private readonly ConcurrentBag<string> _communications = [];
    private readonly ConcurrentBag<string> _dropped = [];

    [Fact]
    public async Task Nothing_is_lost_and_nothing_is_doubled()
    {
        using var state = new TemporaryFolder();
        using var data = new TemporaryFolder();
        await using var carrier = await SandboxHost.StartAsync(new SandboxOptions { StatePath = state.Path }, CancellationToken.None);
        using var sandbox = new Sandbox(carrier.BaseUrl);
        using var control = new HttpClient { BaseAddress = new Uri(carrier.BaseUrl + "/_sandbox/") };
        await using var server = new ServerProcess(data.Path, new Dictionary<string, string>
        {
            ["EFax__BaseUrl"] = carrier.BaseUrl,
            ["EFax__AllowSandbox"] = "true",
            // The sandbox commits within milliseconds what it takes at all.
            ["EFax__SettlingTime"] = "00:00:03",
            ["Receiving__PollInterval"] = "00:00:00.500",
            ["Sending__SubmitWait"] = "00:00:02",
        });
        await PostAsync(control, "faults/mix", new { seed = Seed, rate = 0.2 });
        await server.StartAsync(acceptDegraded: true);
        var random = new Random(Seed);
        for (var round = 0; round < Kills; round++)
        {
            var clients = Enumerable.Range(0, SentPerRound).Select(i => SendAsync(server.BaseUrl, $"+1555300{round:00}{i:00}")).ToList();
            for (var i = 0; i < ReceivedPerRound; i++)
            {
                _dropped.Add(await sandbox.DropAsync(SandboxDefaults.UserId, Samples.Document("referral.pdf")));
            }

            await Task.Delay(random.Next(200, 1500));
            server.Kill();
            await server.StartAsync(acceptDegraded: true);
            await Task.WhenAll(clients);
        }

        using (await control.DeleteAsync(new Uri("faults", UriKind.Relative)))
        {
            // The carrier behaves from here on: now everything must come to its end.
        }

        await ReportAsync(control);
        using var client = new FhirClient(server.BaseUrl);
        await CompareSentAsync(client, sandbox);
        await CompareReceivedAsync(client);
    }

    /// <summary>As a real client does: prepares once, and repeats each call until it gets an answer that is not the server's or the network's failure.</summary>
    private async Task SendAsync(string baseUrl, string number)
    {
        using var client = new FhirClient(baseUrl);
        var communication = await RepeatAsync(() => Sending_a_fax.PreparedAsync(client, number));
        var answer = await RepeatAsync(() => client.PostAsync("Communication/$send-efax", communication));
        answer.Status.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.Accepted);
        _communications.Add(Samples.Reference(communication));
    }

    private static async Task<T> RepeatAsync<T>(Func<Task<T>> call)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        while (true)
        {
            try
            {
                return await call();
            }
            catch (HttpRequestException)
            {
                // Killed, or not yet up again.
                await Task.Delay(100, limit.Token);
            }
        }
    }

    private async Task CompareSentAsync(FhirClient client, Sandbox sandbox)
    {
        _communications.Count.ShouldBe(Kills * SentPerRound);
        var ended = new List<JsonObject>();
        foreach (var reference in _communications)
        {
            ended.Add(await client.WaitAsync(reference, c => c["status"]!.GetValue<string>() is not ("in-progress" or "unknown")));
        }

        var accepted = await sandbox.AcceptedAsync();
        accepted.Select(fax => fax["number"]!.GetValue<string>()).ShouldBeUnique();
        accepted.Count.ShouldBe(ended.Count);
        ended.ShouldAllBe(c => c["status"]!.GetValue<string>() == "completed");
        ended.Select(c => Sending_a_fax.Identifiers(c).ShouldHaveSingleItem()).ShouldBe(
            accepted.Select(fax => fax["faxId"]!.GetValue<string>()), ignoreOrder: true);
    }

    private async Task CompareReceivedAsync(FhirClient client)
    {
        foreach (var faxId in _dropped)
        {
            await client.WaitAsync($"Communication?identifier=https://efax.com%7C{faxId}", bundle => bundle["entry"]?.AsArray().Count > 0);
        }

        var all = await client.GetAsync("Communication?category=inbound&_count=1000");
        var faxes = all.Json["entry"]!.AsArray().Select(entry => entry!["resource"]!.AsObject()).ToList();
        faxes.Select(fax => Sending_a_fax.Identifiers(fax).ShouldHaveSingleItem()).ShouldBe(_dropped, ignoreOrder: true);
        foreach (var fax in faxes)
        {
            (await client.DownloadAsync(fax["payload"]![0]!["contentAttachment"]!["url"]!.GetValue<string>())).ShouldBe(Samples.Document("referral.pdf"));
        }
    }

    /// <summary>Says what struck; a run in which little struck proves little.</summary>
    private async Task ReportAsync(HttpClient control)
    {
        var calls = (await control.GetFromJsonAsync<JsonArray>("requests"))!;
        var faults = calls.Select(call => (string?)call!["fault"]).Where(fault => fault is not null).GroupBy(fault => fault!).OrderBy(kind => kind.Key).ToList();
        output.WriteLine($"seed {Seed}: {Kills} kills, {calls.Count} calls, faults: {string.Join(", ", faults.Select(kind => $"{kind.Key} {kind.Count()}"))}");
        faults.Count.ShouldBeGreaterThan(5);
        calls.Count(call => (string?)call!["path"] == "/faxes" && call["fault"] is not null).ShouldBeGreaterThan(2);
    }

    private static async Task PostAsync(HttpClient control, string path, object body)
    {
        using var answer = await control.PostAsJsonAsync(new Uri(path, UriKind.Relative), body);
        answer.EnsureSuccessStatusCode();
    }
}
