using System.Collections.Concurrent;
using System.Globalization;
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
/// <remarks>
/// A long run, 1,000 faxes either way: <c>FHIRFAX_FIRE_KILLS=125 dotnet test tests/FhirFax.Acceptance --filter Under_fire</c>; another course of events:
/// <c>FHIRFAX_FIRE_SEED=2</c>. What the carrier does is repeated exactly for the same calls; how far the server got when it was killed is the machine's.
/// </remarks>
public sealed class Under_fire(ITestOutputHelper output)
{
    private const int SentPerRound = 8;
    private const int ReceivedPerRound = 8;

    /// <summary>From so many rounds on, every kind of fault must have struck often.</summary>
    private const int LongRun = 50;
    private const int OftenEnough = 5;

    private static readonly int Seed = Setting("FHIRFAX_FIRE_SEED", 20260115);
    private static readonly int Kills = Setting("FHIRFAX_FIRE_KILLS", 4);

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
            var clients = Enumerable.Range(0, SentPerRound).Select(i => SendAsync(server.BaseUrl, Number(round, i))).ToList();
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

    private static int Setting(string name, int fallback) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : fallback;

    private static string Number(int round, int i) => string.Create(CultureInfo.InvariantCulture, $"+1555{3_000_000 + (round * 100) + i}");

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

        var faxes = new List<JsonObject>();
        for (var page = "Communication?category=inbound&_count=500"; page is not null;)
        {
            var bundle = (await client.GetAsync(page)).Json;
            faxes.AddRange((bundle["entry"]?.AsArray() ?? []).Select(entry => entry!["resource"]!.AsObject()));
            page = bundle["link"]!.AsArray().Where(link => (string?)link!["relation"] == "next").Select(link => (string?)link!["url"]).FirstOrDefault();
        }

        faxes.Select(fax => Sending_a_fax.Identifiers(fax).ShouldHaveSingleItem()).ShouldBe(_dropped, ignoreOrder: true);
        foreach (var fax in faxes)
        {
            (await client.DownloadAsync(fax["payload"]![0]!["contentAttachment"]!["url"]!.GetValue<string>())).ShouldBe(Samples.Document("referral.pdf"));
        }
    }

    /// <summary>Says what struck; a run in which little struck proves little.</summary>
    private async Task ReportAsync(HttpClient control)
    {
        var calls = await CallsAsync(control);
        var faults = calls.Select(call => (string?)call["fault"]).Where(fault => fault is not null).GroupBy(fault => fault!).OrderBy(kind => kind.Key).ToList();
        output.WriteLine($"seed {Seed}: {Kills} kills, {calls.Count} calls, faults: {string.Join(", ", faults.Select(kind => $"{kind.Key} {kind.Count()}"))}");
        faults.Count.ShouldBeGreaterThan(5);
        calls.Count(call => (string?)call["path"] == "/faxes" && call["fault"] is not null).ShouldBeGreaterThan(2);
        if (Kills >= LongRun)
        {
            faults.ShouldAllBe(kind => kind.Count() >= OftenEnough);
        }
    }

    private static async Task<List<JsonNode>> CallsAsync(HttpClient control)
    {
        var calls = new List<JsonNode>();
        while (true)
        {
            var after = calls.Count == 0 ? 0 : calls[^1]["seq"]!.GetValue<long>();
            var page = (await control.GetFromJsonAsync<JsonArray>(new Uri($"requests?after={after}", UriKind.Relative)))!;
            if (page.Count == 0)
            {
                return calls;
            }

            calls.AddRange(page.Select(call => call!));
        }
    }

    private static async Task PostAsync(HttpClient control, string path, object body)
    {
        using var answer = await control.PostAsJsonAsync(new Uri(path, UriKind.Relative), body);
        answer.EnsureSuccessStatusCode();
    }
}
