using System.Diagnostics;

namespace FhirFax.Benchmarks.Load;

/// <summary>Calls a server from several connections, each waiting for its answer before it asks again, for a while.</summary>
internal static class Throughput
{
    public const int Connections = 16;

    /// <param name="request">Makes the n-th request.</param>
    /// <exception cref="InvalidOperationException">An answer had another status than it should: a fast refusal must not count as speed.</exception>
    public static async Task<Pace> MeasureAsync(Uri server, Func<long, ReadOnlyMemory<byte>> request, IReadOnlyList<int> expected, TimeSpan duration, int connections = Connections)
    {
        var warmUp = await RunAsync(server, request, expected, duration / 4, connections);
        var run = await RunAsync(server, n => request((1L << 24) + n), expected, duration, connections);
        return run with { Answers = warmUp.Answers + run.Answers };
    }

    private static async Task<Pace> RunAsync(Uri server, Func<long, ReadOnlyMemory<byte>> request, IReadOnlyList<int> expected, TimeSpan duration, int connections)
    {
        long answered = 0;
        long number = 0;
        var started = Stopwatch.GetTimestamp();
        async Task CallAsync()
        {
            using var connection = await RawConnection.OpenAsync(server);
            while (Stopwatch.GetElapsedTime(started) < duration)
            {
                var answer = await connection.SendAsync(request(Interlocked.Increment(ref number)));
                if (!expected.Contains(answer.Status))
                {
                    throw new InvalidOperationException($"The server answered {answer.Status}.");
                }

                Interlocked.Increment(ref answered);
            }
        }

        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(CallAsync)));
        return new Pace(answered / Stopwatch.GetElapsedTime(started).TotalSeconds, answered);
    }
}
