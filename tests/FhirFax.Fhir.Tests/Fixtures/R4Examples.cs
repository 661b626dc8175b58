using System.IO.Compression;
using System.Text;

namespace FhirFax.Fhir.Tests.Fixtures;

/// <summary>The specification's own example resources.</summary>
internal static class R4Examples
{
    private static readonly Lazy<IReadOnlyList<R4Example>> Loaded = new(Load);

    public static IReadOnlyList<R4Example> All => Loaded.Value;

    private static List<R4Example> Load()
    {
        using var packed = typeof(R4Examples).Assembly.GetManifestResourceStream("r4-examples.br")!;
        using var lines = new StreamReader(new BrotliStream(packed, CompressionMode.Decompress), Encoding.UTF8);
        var examples = new List<R4Example>();
        while (lines.ReadLine() is { } line)
        {
            var tab = line.IndexOf('\t', StringComparison.Ordinal);
            examples.Add(new R4Example(line[..tab], Encoding.UTF8.GetBytes(line[(tab + 1)..])));
        }

        return examples;
    }
}
