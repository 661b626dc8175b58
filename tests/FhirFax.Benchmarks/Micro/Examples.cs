using System.IO.Compression;
using System.Text;

namespace FhirFax.Benchmarks.Micro;

/// <summary>The resources that the micro-benchmarks work on.</summary>
internal static class Examples
{
    /// <summary>The kind of resource the server is made for.</summary>
    public static byte[] Communication { get; } = Resources.Communication("11111111-2222-3333-4444-555555555555", 7);

    /// <summary>One of the specification's examples, by its file name without extension.</summary>
    public static byte[] Of(string name)
    {
        using var packed = typeof(Examples).Assembly.GetManifestResourceStream("r4-examples.br")!;
        using var lines = new StreamReader(new BrotliStream(packed, CompressionMode.Decompress), Encoding.UTF8);
        while (lines.ReadLine() is { } line)
        {
            if (line.StartsWith(name + "\t", StringComparison.Ordinal))
            {
                return Encoding.UTF8.GetBytes(line[(name.Length + 1)..]);
            }
        }

        throw new ArgumentException($"There is no example {name}.", nameof(name));
    }
}
