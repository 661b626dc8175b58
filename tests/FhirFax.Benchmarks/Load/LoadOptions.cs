using System.Globalization;

namespace FhirFax.Benchmarks.Load;

/// <summary>What the command line asks for.</summary>
internal sealed record LoadOptions
{
    /// <summary>Communications in the store before anything is measured.</summary>
    public int Size { get; init; } = 1_000;

    /// <summary>Sizes of the growth table.</summary>
    public IReadOnlyList<int> Sizes { get; init; } = [1_000, 100_000, 1_000_000];

    /// <summary>Length of one measurement.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(3);

    public int Rounds { get; init; } = 3;

    /// <summary>Only scenarios whose name holds this; null: all.</summary>
    public string? Only { get; init; }

    /// <summary>A data folder that is kept, and filled only when it does not exist; null: a temporary one.</summary>
    public string? Data { get; init; }

    /// <summary>Length of the steady load.</summary>
    public TimeSpan Steady { get; init; } = TimeSpan.FromMinutes(10);

    public static LoadOptions Parse(ReadOnlySpan<string> arguments)
    {
        var options = new LoadOptions();
        for (var i = 0; i + 1 < arguments.Length; i += 2)
        {
            var value = arguments[i + 1];
            options = arguments[i] switch
            {
                "--size" => options with { Size = Number(value) },
                "--sizes" => options with { Sizes = [.. value.Split(',').Select(Number)] },
                "--seconds" => options with { Duration = TimeSpan.FromSeconds(Number(value)) },
                "--rounds" => options with { Rounds = Number(value) },
                "--minutes" => options with { Steady = TimeSpan.FromMinutes(double.Parse(value, CultureInfo.InvariantCulture)) },
                "--data" => options with { Data = value },
                "--only" => options with { Only = value },
                _ => throw new ArgumentException($"There is no option {arguments[i]}."),
            };
        }

        return options;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
