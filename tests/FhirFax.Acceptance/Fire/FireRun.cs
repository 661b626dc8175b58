using System.Globalization;
using FhirFax.Acceptance.Running;
using FhirFax.ProbedServer;
using FhirFax.Testing;

namespace FhirFax.Acceptance.Fire;

/// <summary>
/// One run: a server and a carrier, each a process of its own, both killed again and again while the carrier misbehaves and clients send and faxes come in; then everything comes to
/// its end, the server is killed a last time, and what it left is read.
/// </summary>
internal sealed class FireRun(FireSettings settings, Action<string> say) : IDisposable
{
    /// <summary>Long enough for a probed server to reach its step on a machine with other things to do.</summary>
    private static readonly TimeSpan StepPatience = TimeSpan.FromSeconds(12);

    /// <summary>Of the faxes that come in, one of so many has its image later than its place in the list, and one of so many was read in the vendor's portal.</summary>
    private const int OneLateOf = 8;
    private const int OneReadOf = 9;

    /// <summary>The carrier's; a list that is longer can shift while it is paged.</summary>
    private const int PageSize = 100;
    private const double PageShiftRate = 0.25;

    private static readonly TimeSpan ImageDelay = TimeSpan.FromSeconds(2);

    private static readonly string Probed = Path.Combine(AppContext.BaseDirectory, "FhirFax.ProbedServer.dll");

    private readonly Random _random = new(settings.Seed);
    private readonly TemporaryFolder _data = new();
    private readonly TemporaryFolder _state = new();
    private readonly List<PlannedFax> _planned = [];
    private readonly List<DroppedFax> _dropped = [];
    private readonly List<Kill> _serverKills = [];
    private readonly List<Kill> _carrierKills = [];
    private readonly List<Task> _clients = [];
    private readonly List<Task> _receivers = [];

    public async Task<Evidence> RunAsync()
    {
        using var carrier = new SandboxProcess(_state.Path);
        await carrier.StartAsync();
        await carrier.StrikeByChanceAsync(settings.Seed, settings.FaultRate);
        await using var server = Server(carrier);
        await StrikeAsync(server, carrier);

        await carrier.BehaveAsync();
        (await server.StartOrEndAsync(acceptDegraded: true, settings.Product)).ShouldBeTrue(server.Output);
        await Task.WhenAll(_clients);
        say($"{_planned.Count} faxes sent, {_dropped.Count} came in; waiting for their ends");
        await new Ending(server.BaseUrl, carrier, _planned, _dropped, settings).ReachAsync();
        await Task.WhenAll(_receivers);
        server.Kill();
        return await Evidence.CollectAsync(_data.Path, carrier, _planned, _dropped, _serverKills, _carrierKills);
    }

    public void Dispose()
    {
        _data.Dispose();
        _state.Dispose();
    }

    private ServerProcess Server(SandboxProcess carrier) => new(_data.Path, new Dictionary<string, string>
    {
        ["EFax__BaseUrl"] = carrier.BaseUrl,
        ["EFax__AllowSandbox"] = "true",
        ["EFax__AbsenceIsProof"] = settings.AbsenceIsProof ? "true" : "false",
        // The carrier commits within milliseconds what it takes at all.
        ["EFax__SettlingTime"] = "00:00:03",
        ["Receiving__PollInterval"] = "00:00:01",
        ["Sending__SubmitWait"] = "00:00:02",
    });

    /// <summary>Round after round until every kill that is due has happened. A step that a round did not reach comes again at the end.</summary>
    private async Task StrikeAsync(ServerProcess server, SandboxProcess carrier)
    {
        var due = new LinkedList<Step?>(Shuffled([.. settings.Steps.Select(static step => (Step?)step), .. new Step?[settings.RandomKills]]));
        var first = due.Count;
        var most = 3 * due.Count;
        for (var round = 0; due.First is { } next && round < most; round++)
        {
            due.RemoveFirst();
            await BeginAsync(server, carrier, next.Value, round < first ? _random.Next(1, 3) : 1);
            Send(server.BaseUrl, Share(_planned.Count, due.Count));
            await ReceiveAsync(server.BaseUrl, carrier, Share(_dropped.Count, due.Count));
            await DisturbAsync(carrier);
            var kill = await EndAsync(server, next.Value);
            if (next.Value is { } missed && kill.Step != missed)
            {
                due.AddLast(missed);
            }

            say($"round {round + 1}, {due.Count} to go: killed at {(kill.Step is { } step ? step.ToString() : "a random moment")}");
        }
    }

    private Step?[] Shuffled(Step?[] steps)
    {
        _random.Shuffle(steps);
        return steps;
    }

    /// <summary>What is still to come, spread over the rounds that are left; never nothing, for a step that no fax passes is not reached.</summary>
    private int Share(int done, int roundsLeft) => Math.Max(1, (settings.Faxes - done + roundsLeft) / (roundsLeft + 1));

    /// <summary>The product itself for a random kill; for a named step the same server with a probe in it.</summary>
    /// <param name="occurrence">Which time the step is reached, from 1.</param>
    private async Task BeginAsync(ServerProcess server, SandboxProcess carrier, Step? step, int occurrence)
    {
        File.Delete(Journal);
        if (step is Step.DoubtCommitted or Step.LookedUp)
        {
            // A doubt to have, whatever chance brings.
            await carrier.StrikeOnceAsync("POST", "/faxes", "drop-after");
        }

        _ = step is { } named
            ? await server.StartOrEndAsync(acceptDegraded: true, Probed, named.ToString(), occurrence.ToString(CultureInfo.InvariantCulture), Journal)
            : await server.StartOrEndAsync(acceptDegraded: true, settings.Product);
    }

    private string Journal => Path.Combine(_state.Path, "journal");

    private void Send(string baseUrl, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var fax = PlannedFax.Of(_planned.Count);
            _planned.Add(fax);
            _clients.Add(Task.Run(() => SendingClient.SendAsync(baseUrl, fax)));
        }
    }

    private async Task ReceiveAsync(string baseUrl, SandboxProcess carrier, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var number = _dropped.Count;
            _dropped.Add(await carrier.DropAsync(
                PlannedFax.Marked($"received {number}"),
                string.Create(CultureInfo.InvariantCulture, $"+1202666{number:0000}"),
                number % OneLateOf == 1 ? ImageDelay : TimeSpan.Zero,
                number % OneReadOf == 2));
        }

        // A client asks too, at the same time as the timer; whether it is answered does not matter.
        _receivers.Add(Task.Run(() => AskAsync(baseUrl)));
    }

    private static async Task AskAsync(string baseUrl)
    {
        using var client = new FhirClient(baseUrl);
        try
        {
            await client.PostAsync("Communication/$receive-efax");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or TaskCanceledException)
        {
            // Cut by the kill.
        }
    }

    private async Task DisturbAsync(SandboxProcess carrier)
    {
        if (_dropped.Count > PageSize && _random.NextDouble() < PageShiftRate)
        {
            // Chance alone strikes later pages too seldom.
            await carrier.StrikeOnceAsync("GET", "/faxes/received", _random.Next(2) == 0 ? "skip-on-page" : "repeat-on-page");
        }

        await carrier.AdvanceAsync(TimeSpan.FromSeconds(_random.Next(0, 20)));
        if (_random.NextDouble() < settings.CarrierKillRate)
        {
            await Task.Delay(_random.Next(0, 500));
            var from = DateTimeOffset.UtcNow;
            carrier.Kill();
            _carrierKills.Add(new Kill(from, DateTimeOffset.UtcNow, null));
            await Task.Delay(_random.Next(0, 500));
            await carrier.StartAsync();
        }
    }

    private async Task<Kill> EndAsync(ServerProcess server, Step? step)
    {
        await server.EndsAsync(step is null ? TimeSpan.FromMilliseconds(_random.Next(100, 2500)) : StepPatience);
        server.Kill();
        var reached = step is { } named && File.Exists(Journal) && File.ReadAllText(Journal).Trim() == named.ToString();
        if (step is null && server.Output.Contains("Unhandled exception", StringComparison.Ordinal))
        {
            throw new InvalidOperationException("The server ended by itself:\n" + server.Output);
        }

        var now = DateTimeOffset.UtcNow;
        var kill = new Kill(now, now, reached ? step : null);
        _serverKills.Add(kill);
        return kill;
    }
}
