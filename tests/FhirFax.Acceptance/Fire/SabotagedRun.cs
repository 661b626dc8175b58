using System.Text.Json.Nodes;
using FhirFax.Acceptance.Running;
using FhirFax.ProbedServer;
using FhirFax.Testing;

namespace FhirFax.Acceptance.Fire;

/// <summary>
/// A short course of events that goes well when every rule is kept: an answer is lost, a client repeats itself, a fax is listed twice, and the server is killed between the image and the store.
/// It waits for conditions only, so it runs the same way on every machine.
/// </summary>
internal sealed class SabotagedRun(SabotageKind sabotage) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "FhirFax.ProbedServer.dll");

    private readonly TemporaryFolder _data = new();
    private readonly TemporaryFolder _state = new();
    private readonly PlannedFax[] _planned = [PlannedFax.Of(0), PlannedFax.Of(1), PlannedFax.Of(2)];
    private readonly List<DroppedFax> _dropped = [];
    private readonly List<Kill> _kills = [];

    /// <summary>Every rule that was seen to be broken, at the kill or at the end.</summary>
    public async Task<IReadOnlyList<Violation>> RunAsync()
    {
        using var carrier = new SandboxProcess(_state.Path);
        await carrier.StartAsync();
        await carrier.StopClockAsync();
        await using var server = new ServerProcess(_data.Path, new Dictionary<string, string>
        {
            ["EFax__BaseUrl"] = carrier.BaseUrl,
            ["EFax__AllowSandbox"] = "true",
            ["EFax__SettlingTime"] = "00:00:03",
        });
        var atTheKill = await ReceiveAndDieAsync(server, carrier);
        await SendAsync(server, carrier);
        await EndAsync(server, carrier);
        server.Kill();
        return [.. atTheKill, .. Verdict.Of(await CollectAsync(carrier))];
    }

    public void Dispose()
    {
        _data.Dispose();
        _state.Dispose();
    }

    private async Task<IReadOnlyList<Violation>> ReceiveAndDieAsync(ServerProcess server, SandboxProcess carrier)
    {
        await StartAsync(server, Step.ImageFetched.ToString());
        _dropped.Add(await carrier.DropAsync(PlannedFax.Marked("received 0"), "+12026660000"));
        using (var client = new FhirClient(server.BaseUrl))
        {
            await Should.ThrowAsync<HttpRequestException>(() => client.PostAsync("Communication/$receive-efax"));
        }

        (await server.EndsAsync(Patience)).ShouldBeTrue(server.Output);
        _kills.Add(new Kill(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow, Step.ImageFetched));
        return Verdict.Of(await CollectAsync(carrier), isOver: false);
    }

    private async Task SendAsync(ServerProcess server, SandboxProcess carrier)
    {
        await StartAsync(server, "-");
        await carrier.StrikeOnceAsync("POST", "/faxes", "drop-after");
        await Task.WhenAll(_planned.Select(fax => SendingClient.SendAsync(server.BaseUrl, fax)));
        // The one that goes by its content: its client has not understood the answer.
        await SendingClient.SendAsync(server.BaseUrl, _planned[2]);
        // Each is asked about once while it is under way, so that there is an answer that can be late.
        await UntilAsync(async () =>
        {
            var asked = (await carrier.CallsAsync()).Where(static call => call.Path.EndsWith("transmission-details", StringComparison.Ordinal)).Select(static call => call.Path).ToHashSet();
            return (await carrier.AcceptedAsync()) is { Count: > 0 } accepted && _planned.All(fax => accepted.Any(taken => fax.Number.EndsWith(taken.Number, StringComparison.Ordinal) && asked.Contains($"/faxes/{taken.FaxId}/transmission-details")));
        });
        await carrier.AdvanceAsync(TimeSpan.FromHours(1));
    }

    private async Task EndAsync(ServerProcess server, SandboxProcess carrier)
    {
        using var client = new FhirClient(server.BaseUrl);
        await client.PostAsync("Communication/$receive-efax");
        if (sabotage == SabotageKind.TrackerMayRegress)
        {
            await UntilAsync(async () => IsAnyLeftAgain((await client.GetAsync("Communication/_history?_count=500")).Json));
            return;
        }

        var settings = new FireSettings { Seed = 0, Faxes = _planned.Length, Steps = [], RandomKills = 0, Patience = Patience };
        await new Ending(server.BaseUrl, carrier, _planned, _dropped, settings).ReachAsync();
    }

    private static bool IsAnyLeftAgain(JsonObject history) => history["entry"]!.AsArray().Select(static entry => entry!["resource"]!)
        .GroupBy(static resource => (string)resource["id"]!)
        .Any(static versions => versions.OrderBy(Version).SkipWhile(static version => (string?)version["status"] != "completed").Any(static version => (string?)version["status"] == "in-progress"));

    private static int Version(JsonNode resource) => int.Parse((string)resource["meta"]!["versionId"]!, System.Globalization.CultureInfo.InvariantCulture);

    private async Task StartAsync(ServerProcess server, string step) =>
        (await server.StartOrEndAsync(acceptDegraded: true, Program, step, "1", Path.Combine(_state.Path, "journal"), sabotage.ToString())).ShouldBeTrue(server.Output);

    private Task<Evidence> CollectAsync(SandboxProcess carrier) => Evidence.CollectAsync(_data.Path, carrier, _planned, _dropped, _kills, []);

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!await condition())
        {
            await Task.Delay(50, limit.Token);
        }
    }
}
