using System.Diagnostics;
using System.Globalization;

namespace FhirFax.Benchmarks.Load;

/// <summary>A document of 100 MB, up and down, and the memory that takes: of a server that has done nothing else, whose memory is not that of other loads.</summary>
internal static class Documents
{
    private const int Size = 100_000_000;

    /// <returns>A line for the report.</returns>
    public static async Task<string> MeasureAsync(string folder)
    {
        using var server = await ServerUnderLoad.StartAsync(folder);
        var before = server.Process.CurrentMemory;
        server.Process.ForgetPeak();
        using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(5) };
        using var connection = await RawConnection.OpenAsync(server.Url);
        var document = new byte[Size];
        Random.Shared.NextBytes(document);
        var started = Stopwatch.GetTimestamp();
        await ServerUnderLoad.ExpectAsync(connection, server.Requests.Send("PUT", "/fhir/R4/Binary/huge", document, "application/octet-stream"));
        var up = Stopwatch.GetElapsedTime(started);
        started = Stopwatch.GetTimestamp();
        var answer = await connection.SendAsync(server.Requests.Get("/fhir/R4/Binary/huge"));
        var down = Stopwatch.GetElapsedTime(started);
        return answer is { Status: 200, Length: Size }
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"Binary of 100 MB: up {up.TotalSeconds:N2} s, down {down.TotalSeconds:N2} s; resident {before} MiB before, at most {server.Process.PeakMemory} MiB meanwhile")
            : throw new InvalidOperationException($"The document came back as {answer}.");
    }
}
