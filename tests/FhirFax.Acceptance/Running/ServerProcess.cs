using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace FhirFax.Acceptance.Running;

/// <summary>The real server in a process of its own, on a data folder that survives it, so that a test can kill it and start it again.</summary>
public sealed partial class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly StringBuilder _output = new();
    private readonly Dictionary<string, string> _settings;
    private Process? _process;

    public ServerProcess(string dataFolder, IReadOnlyDictionary<string, string>? settings = null)
    {
        DataFolder = dataFolder;
        BaseUrl = $"http://127.0.0.1:{FreePort()}";
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
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>The sandbox's own address, as the server prints it.</summary>
    public string SandboxUrl =>
        SandboxAddress().Match(Output) is { Success: true } match
            ? match.Groups[1].Value
            : throw new InvalidOperationException("The server did not print its sandbox's address:\n" + Output);

    /// <summary>Starts the server and returns when it is ready.</summary>
    /// <param name="acceptDegraded">Return as soon as it answers at all, ready or not.</param>
    public async Task StartAsync(bool acceptDegraded = false)
    {
        Launch();
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            if (_process!.HasExited)
            {
                throw new InvalidOperationException($"The server ended with code {_process.ExitCode}:\n{Output}");
            }

            try
            {
                using var answer = await client.GetAsync(new Uri(BaseUrl + "/readyz"));
                if (acceptDegraded || answer.StatusCode == HttpStatusCode.OK)
                {
                    return;
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
    }

    /// <summary>Starts the server expecting it to stop by itself; returns its exit code.</summary>
    public async Task<int> RunToExitAsync()
    {
        Launch();
        using var limit = new CancellationTokenSource(StartLimit);
        await _process!.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    /// <summary>SIGKILL: no handler of the server runs.</summary>
    public void Kill()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill();
            _process.WaitForExit();
        }
    }

    public ValueTask DisposeAsync()
    {
        Kill();
        _process?.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Launch()
    {
        lock (_output)
        {
            _output.Clear();
        }

        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "FhirFax.Server.dll") },
            WorkingDirectory = DataFolder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(IsServerSetting).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in _settings)
        {
            start.Environment[name] = value;
        }

        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private static bool IsServerSetting(string name) =>
        name.Contains("__", StringComparison.Ordinal) || name.StartsWith("ASPNETCORE_", StringComparison.Ordinal);

    private void Keep(string? line)
    {
        if (line is not null)
        {
            lock (_output)
            {
                _output.AppendLine(line);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex(@"[Ss]andbox[^\n]*?(http://127\.0\.0\.1:\d+)")]
    private static partial Regex SandboxAddress();
}
