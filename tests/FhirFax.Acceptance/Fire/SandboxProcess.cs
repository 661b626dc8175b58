using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using FhirFax.Acceptance.Running;

namespace FhirFax.Acceptance.Fire;

/// <summary>The carrier: the sandbox in a process of its own, on a state folder that survives it. Its faults can be ordered, and its ledger says what really happened.</summary>
internal sealed class SandboxProcess(string stateFolder) : IDisposable
{
    /// <summary>A carrier's minute takes less than a third of a second.</summary>
    private const double TimeFactor = 0.005;

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(120);

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(100) };
    private ChildProcess? _process;

    public string BaseUrl { get; } = FreePort.Url();

    public async Task StartAsync()
    {
        _process?.Dispose();
        var settings = new Dictionary<string, string>
        {
            ["urls"] = BaseUrl,
            ["Sandbox__StatePath"] = stateFolder,
            ["Sandbox__TimeFactor"] = TimeFactor.ToString(CultureInfo.InvariantCulture),
        };
        _process = new ChildProcess(Path.Combine(AppContext.BaseDirectory, "FhirFax.EFax.Sandbox.dll"), [], settings, stateFolder);
        var started = Stopwatch.GetTimestamp();
        while (!await IsUpAsync())
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(started) > StartLimit)
            {
                throw new InvalidOperationException("The sandbox does not start:\n" + _process.Output);
            }

            await Task.Delay(50);
        }
    }

    /// <summary>SIGKILL.</summary>
    public void Kill() => _process?.Kill();

    public Task StrikeByChanceAsync(int seed, double rate) => PostAsync("faults/mix", new { seed, rate, kinds = FaultKinds.All });

    /// <summary>One fault for the next call that matches.</summary>
    public Task StrikeOnceAsync(string method, string path, string kind) => PostAsync("faults", new { method, path, kind });

    public async Task BehaveAsync()
    {
        using var answer = await _http.DeleteAsync(Control("faults"));
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>From now on the carrier's clock moves only when it is moved.</summary>
    public Task StopClockAsync() => PostAsync("clock", new { frozen = true });

    /// <summary>Moves the carrier's clock on; all that was to happen meanwhile has happened.</summary>
    public Task AdvanceAsync(TimeSpan time) => PostAsync("clock", new { advanceSeconds = time.TotalSeconds });

    /// <summary>Somebody faxes a document to the project's mailbox.</summary>
    /// <param name="imageDelay">By the carrier's clock: before that the fax is listed, and its image is not there.</param>
    /// <param name="isRead">Somebody reads it in the vendor's portal before anybody asks: it is hidden from the listing of what is new.</param>
    public async Task<DroppedFax> DropAsync(byte[] document, string from, TimeSpan imageDelay = default, bool isRead = false)
    {
        using var body = new ByteArrayContent(document);
        body.Headers.ContentType = new("application/pdf");
        var order = string.Create(CultureInfo.InvariantCulture, $"inbound?from={Uri.EscapeDataString(from)}&imageDelaySeconds={imageDelay.TotalSeconds}&read={isRead}");
        using var answer = await _http.PostAsync(Control(order), body);
        answer.EnsureSuccessStatusCode();
        var json = (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
        return new DroppedFax((string)json["faxId"]!, from, DroppedFax.DigestOf(document));
    }

    public async Task<IReadOnlyList<AcceptedFax>> AcceptedAsync()
    {
        var faxes = (await _http.GetFromJsonAsync<JsonArray>(Control("faxes")))!;
        return [.. faxes.Select(static fax => AcceptedFax.Read(fax!))];
    }

    /// <summary>Every call that reached the carrier, in order.</summary>
    public async Task<IReadOnlyList<CarrierCall>> CallsAsync()
    {
        var calls = new List<CarrierCall>();
        while (true)
        {
            var after = calls.Count == 0 ? 0 : calls[^1].Sequence;
            var page = (await _http.GetFromJsonAsync<JsonArray>(Control(string.Create(CultureInfo.InvariantCulture, $"requests?after={after}"))))!;
            if (page.Count == 0)
            {
                return calls;
            }

            calls.AddRange(page.Select(static call => CarrierCall.Read(call!)));
        }
    }

    public void Dispose()
    {
        _process?.Dispose();
        _http.Dispose();
    }

    private async Task<bool> IsUpAsync()
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri(BaseUrl + "/"));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task PostAsync(string path, object body)
    {
        using var answer = await _http.PostAsJsonAsync(Control(path), body);
        answer.EnsureSuccessStatusCode();
    }

    private Uri Control(string path) => new($"{BaseUrl}/_sandbox/{path}");
}
