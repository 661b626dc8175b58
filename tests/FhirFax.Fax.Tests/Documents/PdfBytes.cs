using System.IO.Compression;
using System.Text;

namespace FhirFax.Fax.Tests.Documents;

/// <summary>Writes PDFs that no decent program would, object by object.</summary>
internal sealed class PdfBytes
{
    private readonly List<byte> _bytes = [];
    private readonly SortedDictionary<int, long> _offsets = [];

    public PdfBytes() => Text("%PDF-1.7\n");

    public long Position => _bytes.Count;

    /// <summary>The offsets of the objects written so far.</summary>
    public IReadOnlyDictionary<int, long> Offsets => _offsets;

    public static byte[] Deflate(byte[] data)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            zlib.Write(data);
        }

        return packed.ToArray();
    }

    public PdfBytes Text(string text)
    {
        _bytes.AddRange(Encoding.Latin1.GetBytes(text));
        return this;
    }

    public PdfBytes Object(int number, string body)
    {
        _offsets[number] = Position;
        return Text($"{number} 0 obj\n{body}\nendobj\n");
    }

    public PdfBytes Stream(int number, string entries, byte[] data)
    {
        _offsets[number] = Position;
        Text($"{number} 0 obj\n<< {entries} /Length {data.Length} >>\nstream\n");
        _bytes.AddRange(data);
        return Text("\nendstream\nendobj\n");
    }

    /// <summary>A table of all objects written so far but <paramref name="hidden"/>, which are free in it, and the end of the file.</summary>
    public byte[] Table(string trailer, params int[] hidden)
    {
        var start = Position;
        var last = _offsets.Keys.Concat(hidden).Max();
        Text($"xref\n0 {last + 1}\n0000000000 65535 f \n");
        for (var number = 1; number <= last; number++)
        {
            var isThere = _offsets.TryGetValue(number, out var offset) && !hidden.Contains(number);
            Text(isThere ? $"{offset:D10} 00000 n \n" : "0000000000 00000 f \n");
        }

        return End($"trailer\n<< /Size {last + 1} {trailer} >>\n", start);
    }

    public byte[] End(string beforeStart, long start)
    {
        Text($"{beforeStart}startxref\n{start}\n%%EOF\n");
        return [.. _bytes];
    }
}
