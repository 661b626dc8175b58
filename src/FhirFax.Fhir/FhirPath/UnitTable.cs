using System.Collections.Frozen;
using System.Globalization;

namespace FhirFax.Fhir.FhirPath;

/// <summary>Units that can be compared: each as a multiple of its dimension's base. Calendar durations above seconds are no UCUM units of fixed length, so they are dimensions of their own.</summary>
internal static class UnitTable
{
    /// <summary>A line is a dimension, then its units with their factors.</summary>
    private const string Table =
        """
        number 1 1 % 0.01 [ppth] 0.001 [ppm] 0.000001
        mass kg 1000 g 1 mg 0.001 ug 0.000001 ng 0.000000001 [lb_av] 453.59237 [oz_av] 28.349523125
        length km 1000 m 1 dm 0.1 cm 0.01 mm 0.001 um 0.000001 nm 0.000000001 [in_i] 0.0254 [ft_i] 0.3048
        volume L 1 l 1 dL 0.1 dl 0.1 cL 0.01 cl 0.01 mL 0.001 ml 0.001 uL 0.000001 ul 0.000001
        amount mol 1 mmol 0.001 umol 0.000001 nmol 0.000000001
        time ms 0.001 millisecond 0.001 s 1 second 1 min 60 h 3600 d 86400 wk 604800 mo 2629800 a 31557600
        days minute 60 hour 3600 day 86400 week 604800
        months month 1 year 12
        """;

    private static readonly FrozenDictionary<string, Unit> Units = Read();

    /// <summary>Of a unit that is not listed: a dimension of its own.</summary>
    public static Unit Of(string unit) =>
        Units.TryGetValue(FhirPathQuantity.CalendarUnitOf(unit) ?? unit, out var known) ? known : new Unit($"'{unit}'", 1);

    private static FrozenDictionary<string, Unit> Read()
    {
        var units = new Dictionary<string, Unit>(StringComparer.Ordinal);
        foreach (var line in Table.Split('\n'))
        {
            var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            for (var i = 1; i + 1 < words.Length; i += 2)
            {
                units.Add(words[i], new Unit(words[0], decimal.Parse(words[i + 1], CultureInfo.InvariantCulture)));
            }
        }

        return units.ToFrozenDictionary(StringComparer.Ordinal);
    }

    internal readonly record struct Unit(string Dimension, decimal Factor);
}
