using FhirFax.Fax.Documents;
using FsCheck;
using FsCheck.Fluent;

namespace FhirFax.Fax.Tests.Documents;

/// <summary>Whatever is done to a document's bytes, inspecting and wrapping it ends soon and with a result.</summary>
public class DocumentMutationTests
{
    private static readonly byte[][] Sources = [.. DocumentFixtures.Table().Select(row => DocumentFixtures.Bytes(row.File)).Where(bytes => bytes.Length < 20_000)];

    // Ends what would never end by itself; the work is a few milliseconds.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly DocumentLimits Limits = DocumentLimits.Default with { StreamBytes = 1_000_000, TotalStreamBytes = 5_000_000, Objects = 50_000 };

    private enum Kind
    {
        FlipBit,
        SetByte,
        Cut,
        Drop,
        Repeat,
        Splice,
        ChangeDigit,
    }

    private sealed record Change(Kind Kind, double At, double Other, int Value);

    [Fact]
    public void Changed_fixtures_are_judged_without_an_exception()
    {
        var changes = Gen.Elements(Enum.GetValues<Kind>())
            .SelectMany(kind => Gen.Choose(0, 1_000_000).Two().SelectMany(at => Gen.Choose(0, 255).Select(value => new Change(kind, at.Item1 / 1e6, at.Item2 / 1e6, value))))
            .NonEmptyListOf();
        var cases = Gen.Choose(0, Sources.Length - 1).SelectMany(source => changes.Select(list => (Source: source, Changes: list.Take(8).ToArray())));
        Prop.ForAll(cases.ToArbitrary(), c => Judge(c.Changes.Aggregate(Sources[c.Source], Apply)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1500));
    }

    [Fact]
    public void Every_cut_of_a_PDF_is_refused_or_keeps_all_its_pages()
    {
        foreach (var (file, pages) in new[] { ("gs-one-page.pdf", 1), ("qpdf-linearized.pdf", 4), ("qpdf-object-streams.pdf", 4), ("odd-updated.pdf", 5) })
        {
            var whole = DocumentFixtures.Bytes(file);
            for (var length = 9; length < whole.Length; length += 7)
            {
                var inspection = Inspect(whole[..length]);
                (inspection is DocumentInspection.Refused || inspection == new DocumentInspection.Usable(DocumentType.Pdf, pages) || IsBeforeUpdate(file, length, inspection))
                    .ShouldBeTrue($"{file} cut at {length}: {inspection}");
            }
        }
    }

    [Theory]
    [InlineData("gs-one-page.pdf", 1)]
    [InlineData("lo-letter.pdf", 3)]
    [InlineData("lo-owner-password.pdf", 3)]
    [InlineData("qpdf-object-streams.pdf", 4)]
    [InlineData("qpdf-linearized-streams.pdf", 4)]
    [InlineData("qpdf-owner-aes-256-tables.pdf", 4)]
    public void A_PDF_that_lost_a_part_is_refused_or_keeps_all_its_pages(string file, int pages)
    {
        var whole = DocumentFixtures.Bytes(file);
        var random = new Random(11);
        for (var i = 0; i < 400; i++)
        {
            var (from, length) = (random.Next(whole.Length), random.Next(1, 600));
            var to = Math.Min(whole.Length, from + length);
            byte[] without = [.. whole[..from], .. whole[to..]];
            byte[] blank = [.. whole[..from], .. new byte[to - from], .. whole[to..]];
            (Inspect(without) is DocumentInspection.Usable { Pages: var left } && left != pages).ShouldBeFalse($"{file} without {from} to {to}");
            (Inspect(blank) is DocumentInspection.Usable { Pages: var kept } && kept != pages).ShouldBeFalse($"{file} with zeros from {from} to {to}");
        }
    }

    [Fact]
    public void Random_bytes_behind_a_true_beginning_are_judged_without_an_exception()
    {
        byte[][] beginnings = ["%PDF-1.7\n1 0 obj\n<<"u8.ToArray(), "%PDF-1.7\ntrailer <<"u8.ToArray(), "%PDF-1.4\nxref\n0 "u8.ToArray(), [0xFF, 0xD8, 0xFF], [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], []];
        ReadOnlyMemory<byte>[] words = ["obj"u8.ToArray(), "endobj"u8.ToArray(), "<<"u8.ToArray(), ">>"u8.ToArray(), "[("u8.ToArray(), "stream\n"u8.ToArray(), "endstream"u8.ToArray(), "/Kids"u8.ToArray(), "1 0 R"u8.ToArray(), "trailer"u8.ToArray(), "startxref 9"u8.ToArray(), "/Type/ObjStm/N 3/First 9"u8.ToArray(), "\n1 0 obj"u8.ToArray(), "/Length 1 0 R"u8.ToArray()];
        var pieces = Gen.OneOf(Gen.Elements(words).Select(w => w.ToArray()), Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf());
        var cases = Gen.Elements(beginnings).SelectMany(start => pieces.ListOf().Select(list => start.Concat(list.SelectMany(p => p)).ToArray()));
        Prop.ForAll(cases.ToArbitrary(), Judge).Check(Config.QuickThrowOnFailure.WithMaxTest(1500));
    }

    private static bool Judge(byte[] bytes)
    {
        using var patience = new CancellationTokenSource(Patience);
        var inspection = Inspect(bytes, patience.Token);
        if (inspection is DocumentInspection.Usable { Type: DocumentType.Jpeg or DocumentType.Png } image)
        {
            using var output = new MemoryStream();
            ImagePdf.WrapAsync(new MemoryStream(bytes), image.Type, output, patience.Token).GetAwaiter().GetResult().ShouldBe(new ImagePdfResult.Wrapped(1));
            Inspect(output.ToArray(), patience.Token).ShouldBe(new DocumentInspection.Usable(DocumentType.Pdf, 1));
        }

        return inspection is DocumentInspection.Usable { Pages: > 0 } or DocumentInspection.Refused { Text.Length: > 20 };
    }

    private static DocumentInspection Inspect(byte[] bytes, CancellationToken cancellationToken = default) =>
        DocumentInspector.InspectAsync(new MemoryStream(bytes), bytes.Length, Limits, TimeProvider.System, cancellationToken).GetAwaiter().GetResult();

    /// <summary>Cut before the first object of its update, the file is the sound one that was updated.</summary>
    private static bool IsBeforeUpdate(string file, int length, DocumentInspection inspection)
    {
        const string FirstObject = "3 0 obj";
        return file == "odd-updated.pdf" && inspection == new DocumentInspection.Usable(DocumentType.Pdf, 4)
            && length < DocumentFixtures.Bytes(file).AsSpan().IndexOf("%%EOF\n"u8) + "%%EOF\n".Length + FirstObject.Length;
    }

    private static byte[] Apply(byte[] bytes, Change change)
    {
        if (bytes.Length == 0)
        {
            return bytes;
        }

        var at = (int)(change.At * (bytes.Length - 1));
        var other = (int)(change.Other * (bytes.Length - 1));
        var (from, to) = (Math.Min(at, other), Math.Max(at, other));
        switch (change.Kind)
        {
            case Kind.FlipBit:
                return With(bytes, at, (byte)(bytes[at] ^ (1 << (change.Value & 7))));
            case Kind.SetByte:
                return With(bytes, at, (byte)change.Value);
            case Kind.Cut:
                return bytes[..at];
            case Kind.Drop:
                return [.. bytes[..from], .. bytes[Math.Min(bytes.Length, from + change.Value)..]];
            case Kind.Repeat:
                return to - from > 4000 ? bytes : [.. bytes[..to], .. bytes[from..]];
            case Kind.Splice:
                var source = Sources[change.Value % Sources.Length];
                return [.. bytes[..at], .. source[(int)(change.Other * (source.Length - 1))..]];
            default:
                var digit = bytes.AsSpan(at).IndexOfAnyInRange((byte)'0', (byte)'9');
                return digit < 0 ? bytes : With(bytes, at + digit, (byte)('0' + (change.Value % 10)));
        }
    }

    private static byte[] With(byte[] bytes, int at, byte value)
    {
        var changed = (byte[])bytes.Clone();
        changed[at] = value;
        return changed;
    }
}
