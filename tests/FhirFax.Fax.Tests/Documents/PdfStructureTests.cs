using System.Buffers.Binary;
using System.Text;
using FhirFax.Fax.Documents;

namespace FhirFax.Fax.Tests.Documents;

/// <summary>Forms of structure that the tools at hand do not write, and structures meant to hurt.</summary>
public class PdfStructureTests
{
    private const string Catalog = "<< /Type /Catalog /Pages 2 0 R >>";
    private const string Page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] >>";

    private static PdfBytes OnePage() => new PdfBytes()
        .Object(1, Catalog)
        .Object(2, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
        .Object(3, Page);

    [Fact]
    public async Task A_hybrid_file_shows_the_objects_that_its_table_hides()
    {
        var pdf = new PdfBytes().Object(1, Catalog).Object(2, "<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>").Object(3, Page).Object(4, Page);
        var offset = pdf.Position;
        pdf.Stream(5, "/Type /XRef /Size 6 /Index [4 1] /W [1 4 1]", Entry(1, pdf.Offsets[4], 0));
        (await PagesAsync(pdf.Table($"/Root 1 0 R /XRefStm {offset}", hidden: 4))).ShouldBe(2);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(14)]
    public async Task Cross_reference_streams_are_read_through_every_predictor(int predictor)
    {
        var pdf = OnePage();
        byte[] entries = [.. Entry(0, 0, 0), .. Entry(1, pdf.Offsets[1], 0), .. Entry(1, pdf.Offsets[2], 0), .. Entry(1, pdf.Offsets[3], 0)];
        var parameters = predictor == 1 ? string.Empty : $"/DecodeParms << /Predictor {predictor} /Columns 6 >>";
        var start = pdf.Position;
        pdf.Stream(4, $"/Type /XRef /Size 4 /W [1 4 1] /Root 1 0 R /Filter /FlateDecode {parameters}", PdfBytes.Deflate(Predict(entries, 6, predictor)));
        var bytes = pdf.End(string.Empty, start);
        (await PagesAsync(bytes)).ShouldBe(1);
    }

    [Theory]
    [InlineData("<< /Kids [3 0 R] >>", "<< /MediaBox [0 0 612 792] >>", 1)]
    [InlineData("<< /Type /Pages /Kids [3 0 R 3 0 R] >>", Page, 2)]
    [InlineData("<< /Type /Pages /Kids [3 0 R << /Type /Page >>] >>", Page, 2)]
    [InlineData("<</Type/Pages/Kids[3 0 R]/X(\\)>>\\(endobj \\101 (nested) )/Y<3E3E>%>> endobj\n>>", Page, 1)]
    [InlineData("<< /Type /Pages /Kids [3 0 R] /Y -.5 /Z +1.5e /N null /T true >>", Page, 1)]
    public async Task Odd_page_trees_are_counted(string pages, string page, int expected) =>
        (await PagesAsync(new PdfBytes().Object(1, Catalog).Object(2, pages).Object(3, page).Table("/Root 1 0 R"))).ShouldBe(expected);

    [Theory]
    [InlineData("<< /Type /Pages /Kids [] >>", DocumentRefusal.NoPages)]
    [InlineData("<< /Type /Pages /Count 0 >>", DocumentRefusal.NoPages)]
    [InlineData("<< /Type /Pages /Count 3 >>", DocumentRefusal.Damaged)]
    [InlineData("<< /Type /Pages /Kids [2 0 R] >>", DocumentRefusal.Damaged)]
    [InlineData("<< /Type /Pages /Kids [3 0 R null] >>", DocumentRefusal.Damaged)]
    [InlineData("<< /Type /Pages /Kids [3 0 R 9 0 R] >>", DocumentRefusal.Damaged)]
    [InlineData("<< /Type /Pages /Kids [3 0 R 1 0 R] >>", DocumentRefusal.Damaged)]
    [InlineData("[3 0 R]", DocumentRefusal.Damaged)]
    public async Task A_page_tree_with_a_hole_a_loop_or_nothing_in_it_is_refused(string pages, DocumentRefusal expected) =>
        (await RefusalAsync(new PdfBytes().Object(1, Catalog).Object(2, pages).Object(3, Page).Table("/Root 1 0 R"))).ShouldBe(expected);

    [Theory]
    [InlineData("9 0 R")]
    [InlineData("[4 0 R 9 0 R]")]
    [InlineData("(text)")]
    public async Task A_page_whose_content_is_not_there_is_a_page_lost(string contents)
    {
        var pdf = OnePage().Object(3, $"<< /Type /Page /Parent 2 0 R /Contents {contents} >>").Stream(4, string.Empty, [32]);
        (await RefusalAsync(pdf.Table("/Root 1 0 R"))).ShouldBe(DocumentRefusal.Damaged);
    }

    [Fact]
    public async Task A_page_whose_content_cannot_be_unpacked_is_a_page_lost()
    {
        var content = PdfBytes.Deflate("0 0 100 100 re f"u8.ToArray());
        (await PagesAsync(With(content))).ShouldBe(1);
        (await RefusalAsync(With(content[..^5]))).ShouldBe(DocumentRefusal.Damaged);
        (await RefusalAsync(With(new byte[content.Length]))).ShouldBe(DocumentRefusal.Damaged);

        static byte[] With(byte[] data) =>
            OnePage().Object(3, "<< /Type /Page /Contents [4 0 R] >>").Stream(4, "/Filter /FlateDecode", data).Table("/Root 1 0 R");
    }

    [Fact]
    public async Task A_form_that_only_its_own_viewer_draws_is_refused()
    {
        var pdf = OnePage().Object(1, "<< /Type /Catalog /Pages 2 0 R /NeedsRendering true >>");
        (await RefusalAsync(pdf.Table("/Root 1 0 R"))).ShouldBe(DocumentRefusal.UnsupportedType);
    }

    [Fact]
    public async Task Encryption_for_certificates_is_refused()
    {
        var pdf = OnePage().Object(4, "<< /Filter /Adobe.PubSec /V 4 >>");
        (await RefusalAsync(pdf.Table("/Root 1 0 R /Encrypt 4 0 R"))).ShouldBe(DocumentRefusal.Encrypted);
    }

    [Fact]
    public async Task A_stream_whose_length_is_itself_does_not_hang()
    {
        var pdf = OnePage().Object(3, "<< /Type /Page /Contents 4 0 R >>").Object(4, "<< /Length 4 0 R >>\nstream\nq Q\nendstream");
        (await PagesAsync(pdf.Table("/Root 1 0 R"))).ShouldBe(1);
    }

    [Fact]
    public async Task Sections_that_name_each_other_do_not_hang()
    {
        var pdf = OnePage();
        var start = pdf.Position;
        (await PagesAsync(pdf.Table($"/Root 1 0 R /Prev {start} /XRefStm {start}"))).ShouldBe(1);
    }

    [Fact]
    public async Task An_object_stream_that_unpacks_without_end_is_refused()
    {
        var bomb = PdfBytes.Deflate(new byte[20_000_000]);
        var pdf = new PdfBytes().Object(1, Catalog).Stream(4, "/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode", bomb);
        var start = pdf.Position;
        byte[] entries = [.. Entry(0, 0, 0), .. Entry(1, pdf.Offsets[1], 0), .. Entry(2, 4, 0), .. Entry(0, 0, 0), .. Entry(1, pdf.Offsets[4], 0)];
        var bytes = pdf.Stream(5, "/Type /XRef /Size 5 /W [1 4 1] /Root 1 0 R", entries).End(string.Empty, start);
        (await RefusalAsync(bytes)).ShouldBe(DocumentRefusal.TooComplex);
    }

    [Theory]
    [InlineData("789C")] // Nothing behind the header.
    [InlineData("78BB00000000")] // Wants a dictionary that nobody has.
    [InlineData("789CFFFF")] // A block of a type that does not exist.
    [InlineData("00")]
    public async Task Packed_data_that_is_none_is_refused(string data)
    {
        var pdf = OnePage();
        var start = pdf.Position;
        var bytes = pdf.Stream(4, "/Type /XRef /Size 4 /W [1 4 1] /Root 1 0 R /Filter /FlateDecode", Convert.FromHexString(data)).Stream(5, "/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode", Convert.FromHexString(data)).End("trailer << /Root 1 0 R >>\n", start);
        (await RefusalAsync(bytes)).ShouldBe(DocumentRefusal.Damaged);
    }

    [Fact]
    public async Task A_page_tree_that_multiplies_itself_is_refused()
    {
        // Thirty levels with the same kid twice: five hundred million pages in two kilobytes.
        var pdf = new PdfBytes().Object(1, Catalog);
        for (var level = 2; level < 32; level++)
        {
            pdf.Object(level, $"<< /Type /Pages /Kids [{level + 1} 0 R {level + 1} 0 R] >>");
        }

        (await RefusalAsync(pdf.Object(32, Page).Table("/Root 1 0 R"))).ShouldBe(DocumentRefusal.TooComplex);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("<</A")]
    public async Task Nesting_without_end_is_refused(string open)
    {
        var nested = new StringBuilder().Insert(0, open, 200_000).ToString();
        (await RefusalAsync(OnePage().Object(3, nested).Table("/Root 1 0 R"))).ShouldBe(DocumentRefusal.TooComplex);
    }

    [Fact]
    public async Task An_array_without_end_is_refused()
    {
        var kids = new StringBuilder("<< /Kids [").Insert(10, "3 0 R ", 300_000).Append("] >>").ToString();
        (await RefusalAsync(OnePage().Object(2, kids).Table("/Root 1 0 R"))).ShouldBe(DocumentRefusal.TooComplex);
    }

    private static byte[] Entry(byte kind, long second, byte third)
    {
        var entry = new byte[6];
        entry[0] = kind;
        BinaryPrimitives.WriteUInt32BigEndian(entry.AsSpan(1), (uint)second);
        entry[5] = third;
        return entry;
    }

    /// <summary>Applies a predictor to rows of whole bytes, as a writer would (PNG 9.2, TIFF 6 section 14).</summary>
    private static byte[] Predict(byte[] data, int columns, int predictor)
    {
        if (predictor == 1)
        {
            return data;
        }

        using var predicted = new MemoryStream();
        for (var row = 0; row < data.Length; row += columns)
        {
            if (predictor >= 10)
            {
                predicted.WriteByte((byte)(predictor - 10));
            }

            for (var i = 0; i < columns; i++)
            {
                int left = i == 0 ? 0 : data[row + i - 1], up = row == 0 ? 0 : data[row + i - columns], corner = i == 0 || row == 0 ? 0 : data[row + i - columns - 1];
                var p = left + up - corner;
                var paeth = new[] { left, up, corner }.MinBy(v => Math.Abs(p - v));
                var guess = predictor switch { 2 or 11 => left, 12 => up, 13 => (left + up) / 2, 14 => paeth, _ => 0 };
                predicted.WriteByte((byte)(data[row + i] - guess));
            }
        }

        return predicted.ToArray();
    }

    private static async Task<int> PagesAsync(byte[] pdf) =>
        (await InspectAsync(pdf)).ShouldBeOfType<DocumentInspection.Usable>().Pages;

    private static async Task<DocumentRefusal> RefusalAsync(byte[] pdf) =>
        (await InspectAsync(pdf)).ShouldBeOfType<DocumentInspection.Refused>().Reason;

    private static Task<DocumentInspection> InspectAsync(byte[] pdf) =>
        DocumentInspector.InspectAsync(new MemoryStream(pdf), pdf.Length, CancellationToken.None);
}
