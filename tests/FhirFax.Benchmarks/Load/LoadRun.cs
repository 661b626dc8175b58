using System.Diagnostics;
using System.Globalization;

namespace FhirFax.Benchmarks.Load;

/// <summary>One table: every scenario beside its floor, in one run on one machine.</summary>
internal static class LoadRun
{
    public static async Task<int> RunAsync(LoadOptions options, CancellationToken cancellationToken)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores, {options.Size:N0} Communications, {options.Rounds} rounds of {options.Duration.TotalSeconds} s, {Throughput.Connections} connections"));
        var figures = await MeasureAsync(options, cancellationToken);
        return figures.All(f => f.Target is null || f.Ratio >= f.Target) ? 0 : 1;
    }

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(LoadOptions options, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("fhirfax-load");
        try
        {
            return await MeasureAsync(options, folder.FullName, cancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<IReadOnlyList<Figure>> MeasureAsync(LoadOptions options, string folder, CancellationToken cancellationToken)
    {
        var data = options.Data ?? Path.Combine(folder, "data");
        if (!Directory.Exists(data))
        {
            using var first = await ServerUnderLoad.StartAsync(data);
            var started = Stopwatch.GetTimestamp();
            await first.SeedAsync(options.Size);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"stored by transactions of {ServerUnderLoad.ResourcesInATransaction} within {Stopwatch.GetElapsedTime(started).TotalSeconds:N0} s"));
        }

        using var server = await ServerUnderLoad.StartAsync(data);
        using var floor = await ChildProcess.StartAsync(
            "FhirFax.Benchmarks.dll", url => ["floor", url.ToString().TrimEnd('/'), Path.Combine(folder, "floor")], "/", new Dictionary<string, string>());
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"start {server.Process.StartTime.TotalSeconds:N2} s, resident {server.Process.CurrentMemory} MiB"));
        var indexRows = await IndexRows.OfOneCreateAsync(server, data);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"index rows of a Communication: {indexRows}\n"));
        Console.WriteLine("| Call | FhirFax a second | floor a second | ratio | spread | target | CPU a call |\n|---|---|---|---|---|---|---|");
        var figures = new List<Figure>();
        foreach (var scenario in await new Scenarios(server, floor.Url, options.Size).PrepareAsync(indexRows))
        {
            if (options.Only is null || scenario.Name.Contains(options.Only, StringComparison.OrdinalIgnoreCase))
            {
                figures.Add(await MeasureAsync(scenario, server.Process, floor, options));
                Console.WriteLine(figures[^1].ToMarkdown());
                cancellationToken.ThrowIfCancellationRequested();
            }
        }

        if (options.Only is null)
        {
            Console.WriteLine();
            Console.WriteLine(await Documents.MeasureAsync(Path.Combine(folder, "documents")));
            Console.WriteLine(await Receiving.MeasureAsync(server));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"resident after all: {server.Process.CurrentMemory} MiB"));
        return figures;
    }

    private static async Task<Figure> MeasureAsync(Scenario scenario, ChildProcess server, ChildProcess floor, LoadOptions options)
    {
        var rates = new List<double>();
        var floors = new List<double>();
        var work = new List<TimeSpan>();
        for (var round = 0; round < options.Rounds; round++)
        {
            // Numbers of earlier rounds are not used again: a create must create.
            var start = (long)(round + 1) << 32;
            var before = server.ProcessorTime;
            var pace = await Throughput.MeasureAsync(server.Url, n => scenario.Request(start + n), scenario.Expected, options.Duration, scenario.Connections);
            work.Add((server.ProcessorTime - before) / pace.Answers);
            rates.Add(pace.Rate);
            floors.Add((await Throughput.MeasureAsync(floor.Url, scenario.Floor, [200, 201, 204], options.Duration, scenario.Connections)).Rate);
        }

        return new Figure(scenario.Name, rates, floors, work, scenario.Target);
    }
}
