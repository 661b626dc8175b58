using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FhirFax.Benchmarks.Load;

/// <summary>A server in a process of its own, on loopback, killed when disposed.</summary>
internal sealed class ChildProcess : IDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private ChildProcess(Uri url, Process process)
    {
        Url = url;
        _process = process;
    }

    public Uri Url { get; }

    /// <summary>From the start of the process to its first answer.</summary>
    public TimeSpan StartTime { get; private set; }

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

    /// <summary>Starts a program of this folder and waits until it answers.</summary>
    /// <param name="arguments">Made from the address it shall listen on.</param>
    public static async Task<ChildProcess> StartAsync(
        string program, Func<Uri, IReadOnlyList<string>> arguments, string probe, IReadOnlyDictionary<string, string> environment)
    {
        var url = new Uri($"http://127.0.0.1:{FreePort()}");
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, program));
        foreach (var argument in arguments(url))
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["ASPNETCORE_URLS"] = url.ToString();
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var child = new ChildProcess(url, new Process { StartInfo = start });
        await child.BeginAsync(new Uri(url, probe));
        return child;
    }

    /// <summary>The most memory the process has had resident since the last <see cref="ForgetPeak"/>, in MiB.</summary>
    public long PeakMemory => Memory("VmHWM:");

    /// <summary>Resident memory now, in MiB.</summary>
    public long CurrentMemory => Memory("VmRSS:");

    /// <summary>What it has used so far, of all cores.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public void ForgetPeak() => File.WriteAllText($"/proc/{_process.Id}/clear_refs", "5");

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private async Task BeginAsync(Uri probe)
    {
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        var started = Stopwatch.GetTimestamp();
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        while (!await AnswersAsync(http, probe))
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(started) > StartLimit)
            {
                throw new InvalidOperationException("The server did not start:\n" + Output);
            }

            await Task.Delay(10);
        }

        StartTime = Stopwatch.GetElapsedTime(started);
    }

    private static async Task<bool> AnswersAsync(HttpClient http, Uri probe)
    {
        try
        {
            using var answer = await http.GetAsync(probe);
            return answer.StatusCode != HttpStatusCode.ServiceUnavailable;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    private long Memory(string field)
    {
        var line = File.ReadLines($"/proc/{_process.Id}/status").First(l => l.StartsWith(field, StringComparison.Ordinal));
        return long.Parse(line.AsSpan(field.Length).Trim()[..^3], System.Globalization.CultureInfo.InvariantCulture) / 1024;
    }

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
}
