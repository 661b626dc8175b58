using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace FhirFax.Benchmarks.Load;

/// <summary>Mixed traffic for minutes at four fifths of what the server can do, then more than it can do, then again four fifths.</summary>
internal static class SteadyRun
{
    private const int Size = 10_000;

    /// <summary>Connections that are more than the server can answer within the half second that requests may wait.</summary>
    private const int Overload = 8_000;
    private const string Refused = "refused with an OperationOutcome";
    private static readonly TimeSpan Calibration = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(LoadOptions options, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("fhirfax-steady");
        try
        {
            using var server = await ServerUnderLoad.StartAsync(folder.FullName);
            await server.SeedAsync(Size);
            var mix = new TrafficMix(server.Requests, Size);
            var most = (await Throughput.MeasureAsync(server.Url, mix.Next, [200, 201, 202], Calibration)).Rate;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"measured maximum: {most:N0} a second"));
            var steady = await PaceAsync(server, mix, most * 0.8, options.Steady, cancellationToken);
            Report("four fifths", steady, server);
            var flood = await FloodAsync(server, mix);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"overload by {Overload} connections: {string.Join(", ", flood.OrderByDescending(s => s.Value).Select(s => $"{s.Value:N0} times {s.Key}"))}, resident {server.Process.CurrentMemory} MiB"));
            var after = await PaceAsync(server, mix, most * 0.8, Calibration, cancellationToken);
            Report("afterwards", after, server);
            var isSteady = steady.Errors == 0 && steady.Percentile(0.99) < 10 * steady.Percentile(0.5);
            var isRecovered = after.Errors == 0 && after.Percentile(0.5) < 2 * steady.Percentile(0.5);
            return isSteady && isRecovered && flood.Keys.All(s => s is "200" or "201" or "202" or Refused) && flood.ContainsKey(Refused) ? 0 : 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Calls at a fixed rate whether or not earlier calls are answered; latencies count from when a call was due.</summary>
    private static async Task<PacedTraffic> PaceAsync(ServerUnderLoad server, TrafficMix mix, double rate, TimeSpan duration, CancellationToken cancellationToken)
    {
        var traffic = new PacedTraffic();
        var memory = server.Process.CurrentMemory;
        var started = Stopwatch.GetTimestamp();
        long next = 0;
        async Task CallAsync()
        {
            using var connection = await RawConnection.OpenAsync(server.Url);
            while (true)
            {
                var number = Interlocked.Increment(ref next);
                var due = TimeSpan.FromSeconds(number / rate);
                if (due > duration)
                {
                    return;
                }

                var wait = due - Stopwatch.GetElapsedTime(started);
                if (wait > TimeSpan.Zero)
                {
                    await Task.Delay(wait, cancellationToken);
                }

                var answer = await connection.SendAsync(mix.Next(number));
                traffic.Add(answer.Status, Stopwatch.GetElapsedTime(started) - due);
            }
        }

        await Task.WhenAll(Enumerable.Range(0, Throughput.Connections * 4).Select(_ => Task.Run(CallAsync, cancellationToken)));
        traffic.MemoryGrowth = server.Process.CurrentMemory - memory;
        return traffic;
    }

    private static void Report(string name, PacedTraffic traffic, ServerUnderLoad server)
    {
        var (p50, p99) = (traffic.Percentile(0.5), traffic.Percentile(0.99));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: {traffic.Count:N0} calls, {traffic.Errors} errors, p50 {p50.TotalMilliseconds:N2} ms, p99 {p99.TotalMilliseconds:N2} ms, resident {server.Process.CurrentMemory} MiB ({traffic.MemoryGrowth:+0;-0} MiB)"));
    }

    private static async Task<IReadOnlyDictionary<string, long>> FloodAsync(ServerUnderLoad server, TrafficMix mix)
    {
        var statuses = new ConcurrentDictionary<string, long>();
        long number = 1L << 32;
        var started = Stopwatch.GetTimestamp();
        async Task CallAsync()
        {
            using var connection = await RawConnection.OpenAsync(server.Url);
            while (Stopwatch.GetElapsedTime(started) < Calibration)
            {
                var answer = await connection.SendAsync(mix.Next(Interlocked.Increment(ref number)), keepBody: true);
                statuses.AddOrUpdate(Kind(answer), 1, (_, count) => count + 1);
            }
        }

        await Task.WhenAll(Enumerable.Range(0, Overload).Select(_ => Task.Run(CallAsync)));
        return statuses;
    }

    private static string Kind(RawAnswer answer) => answer.Status is 429 or 503
        ? answer.Body.Contains("\"OperationOutcome\"", StringComparison.Ordinal) ? Refused : $"{answer.Status} without an OperationOutcome"
        : answer.Status.ToString(CultureInfo.InvariantCulture);
}
