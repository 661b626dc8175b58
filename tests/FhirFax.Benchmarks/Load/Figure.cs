using System.Globalization;

namespace FhirFax.Benchmarks.Load;

/// <summary>What the rounds of one scenario came to: answers a second, here and on the floor.</summary>
/// <param name="Work">What a call cost the server in processor time, background work that ran meanwhile included.</param>
internal sealed record Figure(string Name, IReadOnlyList<double> Rates, IReadOnlyList<double> Floors, IReadOnlyList<TimeSpan> Work, double? Target)
{
    public double Rate => Median(Rates);

    /// <summary>Of the rounds, each by its own floor measured right after it.</summary>
    public double Ratio => Median(Ratios());

    /// <summary>A line of the table.</summary>
    public string ToMarkdown()
    {
        var ratios = Ratios();
        var target = Target is { } aim ? string.Create(CultureInfo.InvariantCulture, $"{aim:P0}") : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {Name} | {Rate:N0} | {Median(Floors):N0} | {Ratio:P0} | {ratios.Min():P0} to {ratios.Max():P0} | {target} | {Median(Work.Select(w => w.TotalMicroseconds)):N0} µs |");
    }

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }

    private List<double> Ratios() => [.. Rates.Zip(Floors, (rate, floor) => rate / floor)];
}
