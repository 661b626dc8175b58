using System.Globalization;

namespace FhirFax.Benchmarks.Load;

/// <summary>The same figures at several sizes of the store: costs shall grow with the answer, not with the store.</summary>
internal static class GrowthRun
{
    /// <summary>What is lost at most from the smallest size to the largest.</summary>
    private const double Tolerance = 0.3;

    public static async Task<int> RunAsync(LoadOptions options, CancellationToken cancellationToken)
    {
        var runs = new List<IReadOnlyList<Figure>>();
        foreach (var size in options.Sizes)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n## {size:N0} Communications\n"));
            runs.Add(await LoadRun.MeasureAsync(options with { Size = size }, cancellationToken));
        }

        Console.WriteLine($"\n| Call | {string.Join(" | ", options.Sizes.Select(s => s.ToString("N0", CultureInfo.InvariantCulture)))} | last to first |");
        Console.WriteLine("|---|" + string.Concat(Enumerable.Repeat("---|", options.Sizes.Count + 1)));
        var isSteady = true;
        for (var i = 0; i < runs[0].Count; i++)
        {
            // By the ratio to the floor, which the size of the store does not touch: the machine's moods cancel out.
            var change = runs[^1][i].Ratio / runs[0][i].Ratio;
            isSteady &= change >= 1 - Tolerance;
            var rates = string.Join(" | ", runs.Select(r => r[i].Rate.ToString("N0", CultureInfo.InvariantCulture)));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {runs[0][i].Name} | {rates} | {change:P0} |"));
        }

        return isSteady ? 0 : 1;
    }
}
