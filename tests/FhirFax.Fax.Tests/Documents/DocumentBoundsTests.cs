using System.Buffers.Binary;
using System.Text;
using FhirFax.Fax.Documents;
using FhirFax.Fax.Documents.Images;
using FhirFax.Fax.Documents.Pdf;

namespace FhirFax.Fax.Tests.Documents;

public class DocumentBoundsTests
{
    private const long Large = 100_000_000;
    private const long MemoryBound = 16_000_000;

    [Fact]
    public async Task A_document_over_the_limit_is_refused_without_being_read()
    {
        var inspection = await DocumentInspector.InspectAsync(Stream.Null, Large + 1, CancellationToken.None);
        inspection.ShouldBeOfType<DocumentInspection.Refused>().Reason.ShouldBe(DocumentRefusal.TooLarge);
    }

    [Fact]
    public async Task An_empty_document_is_refused()
    {
        var inspection = await DocumentInspector.InspectAsync(Stream.Null, 0, CancellationToken.None);
        inspection.ShouldBeOfType<DocumentInspection.Refused>().Reason.ShouldBe(DocumentRefusal.Damaged);
    }

    [Fact]
    public async Task Cancellation_ends_an_inspection()
    {
        var pdf = DocumentFixtures.Bytes("gs-many-pages.pdf");
        await Should.ThrowAsync<OperationCanceledException>(
            () => DocumentInspector.InspectAsync(new MemoryStream(pdf), pdf.Length, new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task An_inspection_that_takes_too_long_is_given_up()
    {
        var pdf = DocumentFixtures.Bytes("gs-many-pages.pdf");
        var inspection = await DocumentInspector.InspectAsync(
            new MemoryStream(pdf), pdf.Length, DocumentLimits.Default, new RacingClock(), CancellationToken.None);
        inspection.ShouldBeOfType<DocumentInspection.Refused>().Reason.ShouldBe(DocumentRefusal.TooComplex);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_PDF_of_100_MB_is_read_in_a_few_MB_of_memory(bool hasStart)
    {
        using var pdf = LargePdf.Create(Large, hasStart);
        var budget = new DocumentBudget(DocumentLimits.Default, TimeProvider.System, CancellationToken.None);
        var before = GC.GetAllocatedBytesForCurrentThread();
        PdfInspector.CountPages(pdf, pdf.Length, budget).ShouldBe(LargePdf.Pages);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(MemoryBound);
    }

    [Fact]
    public void A_PNG_of_100_million_bytes_of_pixels_is_checked_row_by_row()
    {
        var png = LargePng(width: 10_000, height: 3_400);
        var budget = new DocumentBudget(DocumentLimits.Default, TimeProvider.System, CancellationToken.None);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var image = PngImage.Read(new MemoryStream(png), png.Length, budget);
        (image.Width, image.Height).ShouldBe((10_000, 3_400));
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1_000_000);
    }

    /// <summary>A black RGB image.</summary>
    private static byte[] LargePng(int width, int height)
    {
        using var png = new MemoryStream();
        png.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2);
        Chunk("IHDR"u8, header);
        Chunk("IDAT"u8, PdfBytes.Deflate(new byte[((width * 3) + 1) * height]));
        Chunk("IEND"u8, []);
        return png.ToArray();

        void Chunk(ReadOnlySpan<byte> type, byte[] data)
        {
            Span<byte> number = stackalloc byte[4];
            BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
            png.Write(number);
            png.Write(type);
            png.Write(data);
            BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.Append(Crc32.Append(0, type), data));
            png.Write(number);
        }
    }

    [Theory]
    [InlineData("qpdf-linearized-streams.pdf")]
    [InlineData("rgb-8.png")]
    [InlineData("cmyk.jpg")]
    public async Task A_failing_disk_is_not_blamed_on_the_document(string file)
    {
        using var content = new FailingStream(DocumentFixtures.Bytes(file));
        await Should.ThrowAsync<IOException>(() => DocumentInspector.InspectAsync(content, content.Length, CancellationToken.None));
    }

    /// <summary>Gives what is needed to tell the type, and fails behind it.</summary>
    private sealed class FailingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer)
        {
            CheckDisk();
            return base.Read(buffer[..Math.Min(buffer.Length, 512)]);
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            CheckDisk();
            return base.Read(buffer, offset, Math.Min(count, 512));
        }

        private void CheckDisk()
        {
            if (Position > DocumentSniffer.HeadLength)
            {
                throw new IOException("disk");
            }
        }
    }

    /// <summary>Every look at it is an hour later.</summary>
    private sealed class RacingClock : TimeProvider
    {
        private long _now;

        public override long GetTimestamp() => Interlocked.Add(ref _now, TimeSpan.TicksPerHour);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;
    }

    /// <summary>A hundred pages, each with a long picture.</summary>
    private static class LargePdf
    {
        public const int Pages = 100;

        public static FileStream Create(long size, bool hasStart)
        {
            var file = new FileStream(
                Path.Combine(Path.GetTempPath(), $"fhirfax-{Guid.NewGuid():N}.pdf"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 4096, FileOptions.DeleteOnClose);
            var offsets = new List<long>();
            var picture = new byte[(size / Pages) - 1000];
            new Random(7).NextBytes(picture);
            Put(file, "%PDF-1.4\n");
            Object(file, offsets, "<< /Type /Catalog /Pages 2 0 R >>");
            Object(file, offsets, $"<< /Type /Pages /Kids [{string.Join(' ', Enumerable.Range(0, Pages).Select(p => $"{(2 * p) + 3} 0 R"))}] >>");
            for (var page = 0; page < Pages; page++)
            {
                Object(file, offsets, $"<< /Type /Page /Parent 2 0 R /Contents {offsets.Count + 2} 0 R >>");
                offsets.Add(file.Position);
                Put(file, $"{offsets.Count} 0 obj\n<< /Length {picture.Length} >>\nstream\n");
                file.Write(picture);
                Put(file, "\nendstream\nendobj\n");
            }

            var start = file.Position;
            Put(file, $"xref\n0 {offsets.Count + 1}\n0000000000 65535 f \n{string.Concat(offsets.Select(offset => $"{offset:D10} 00000 n \n"))}");
            Put(file, $"trailer\n<< /Size {offsets.Count + 1} /Root 1 0 R >>\n{(hasStart ? $"startxref\n{start}\n%%EOF" : string.Empty)}\n");
            return file;
        }

        private static void Object(FileStream file, List<long> offsets, string body)
        {
            offsets.Add(file.Position);
            Put(file, $"{offsets.Count} 0 obj\n{body}\nendobj\n");
        }

        private static void Put(FileStream file, string text) => file.Write(Encoding.Latin1.GetBytes(text));
    }
}
