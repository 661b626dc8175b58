using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;

namespace FhirFax.Acceptance.Running;

/// <summary>The real server in a process of its own, on a data folder that survives it, so that a test can kill it and start it again.</summary>
public sealed partial class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(120);

    private static readonly string Product = Path.Combine(AppContext.BaseDirectory, "FhirFax.Server.dll");

    private readonly Dictionary<string, string> _settings;
    private ChildProcess? _process;

    public ServerProcess(string dataFolder, IReadOnlyDictionary<string, string>? settings = null)
    {
        DataFolder = dataFolder;
        BaseUrl = FreePort.Url();
        _settings = new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = BaseUrl,
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["Storage__Path"] = dataFolder,
            ["Projects__0__Tenant"] = "default",
            ["Projects__0__Instance"] = "live",
            ["Projects__0__Clients__0__Id"] = "clinic",
            ["Projects__0__Clients__0__Secret"] = "an-operator-chosen-secret-of-the-clinic",
            // Only $receive-efax receives: a journey decides when.
            ["Receiving__PollInterval"] = "00:00:00",
            ["Sending__StatusPollInterval"] = "00:00:00.250",
        };
        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
        {
            if (value.Length == 0)
            {
                _settings.Remove(name);
            }
            else
            {
                _settings[name] = value;
            }
        }
    }

    public string DataFolder { get; }

    public string BaseUrl { get; }

    /// <summary>Everything the server printed since its latest start.</summary>
    public string Output => _process?.Output ?? "";

    /// <summary>The most memory that the server has had resident since its latest start, in bytes.</summary>
    public long PeakMemory => _process?.PeakMemory ?? 0;

    /// <summary>The sandbox's own address, as the server prints it.</summary>
    public string SandboxUrl =>
        SandboxAddress().Match(Output) is { Success: true } match
            ? match.Groups[1].Value
            : throw new InvalidOperationException("The server did not print its sandbox's address:\n" + Output);

    /// <summary>Starts the server and returns when it is ready.</summary>
    /// <param name="acceptDegraded">Return as soon as it answers at all, ready or not.</param>
    public async Task StartAsync(bool acceptDegraded = false)
    {
        if (!await StartOrEndAsync(acceptDegraded, Product))
        {
            throw new InvalidOperationException($"The server ended with code {_process!.ExitCode}:\n{Output}");
        }
    }

    /// <summary>Starts a program that is the server; false when it has ended before it answered.</summary>
    /// <param name="acceptDegraded">Return as soon as it answers at all, ready or not.</param>
    /// <param name="program">Path of a dll.</param>
    public async Task<bool> StartOrEndAsync(bool acceptDegraded, string program, params string[] arguments)
    {
        Launch(program, arguments);
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        var started = Stopwatch.GetTimestamp();
        while (!_process!.HasExited)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri(BaseUrl + "/readyz"));
                if (acceptDegraded || answer.StatusCode == HttpStatusCode.OK)
                {
                    return true;
                }
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                // Not listening yet.
            }

            if (Stopwatch.GetElapsedTime(started) > StartLimit)
            {
                throw new TimeoutException("The server did not become ready:\n" + Output);
            }

            await Task.Delay(50);
        }

        return false;
    }

    /// <summary>Starts the server expecting it to stop by itself; returns its exit code.</summary>
    public async Task<int> RunToExitAsync()
    {
        Launch(Product);
        using var limit = new CancellationTokenSource(StartLimit);
        await _process!.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    /// <summary>Waits until the server has ended by itself; false when it has not within the limit.</summary>
    public async Task<bool> EndsAsync(TimeSpan limit)
    {
        using var patience = new CancellationTokenSource(limit);
        try
        {
            await _process!.WaitForExitAsync(patience.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>SIGKILL: no handler of the server runs.</summary>
    public void Kill() => _process?.Kill();

    public ValueTask DisposeAsync()
    {
        _process?.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Launch(string program, params string[] arguments)
    {
        _process?.Dispose();
        _process = new ChildProcess(program, arguments, _settings, DataFolder);
    }

    [GeneratedRegex(@"[Ss]andbox[^\n]*?(http://127\.0\.0\.1:\d+)")]
    private static partial Regex SandboxAddress();
}
