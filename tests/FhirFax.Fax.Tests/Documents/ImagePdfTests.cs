using System.Text;
using System.Text.RegularExpressions;
using FhirFax.Fax.Documents;

namespace FhirFax.Fax.Tests.Documents;

public partial class ImagePdfTests
{
    public static TheoryData<string> Usable() => [.. DocumentFixtures.Images().Where(image => image.Result == "1").Select(image => image.File)];

    public static TheoryData<string, string> Unusable()
    {
        var data = new TheoryData<string, string>();
        foreach (var (file, result, _) in DocumentFixtures.Images().Where(image => image.Result != "1"))
        {
            data.Add(file, result);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Usable))]
    public async Task A_usable_image_becomes_a_PDF_of_one_page(string file)
    {
        var pdf = await WrapAsync(file);
        var inspection = await DocumentInspector.InspectAsync(new MemoryStream(pdf), pdf.Length, CancellationToken.None);
        inspection.ShouldBe(new DocumentInspection.Usable(DocumentType.Pdf, 1));
    }

    [Theory]
    [MemberData(nameof(Unusable))]
    public async Task A_refused_image_leaves_the_output_untouched(string file, string reason)
    {
        using var image = File.OpenRead(DocumentFixtures.PathOf(file));
        using var output = new MemoryStream();
        var type = file.EndsWith(".png", StringComparison.Ordinal) ? DocumentType.Png : DocumentType.Jpeg;
        var result = await ImagePdf.WrapAsync(image, type, output, CancellationToken.None);
        result.ShouldBeOfType<ImagePdfResult.Refused>().Reason.ToString().ShouldBe(reason);
        output.Length.ShouldBe(0);
    }

    [Theory]
    [InlineData("color.jpg", DocumentType.Png)]
    [InlineData("rgb-8.png", DocumentType.Jpeg)]
    [InlineData("gs-one-page.pdf", DocumentType.Png)]
    [InlineData("gs-one-page.pdf", DocumentType.Pdf)]
    [InlineData("not-faxed.tif", DocumentType.Tiff)]
    public async Task A_type_that_the_bytes_are_not_or_that_is_no_image_for_fax_is_refused(string file, DocumentType type)
    {
        using var image = File.OpenRead(DocumentFixtures.PathOf(file));
        var result = await ImagePdf.WrapAsync(image, type, new MemoryStream(), CancellationToken.None);
        result.ShouldBeOfType<ImagePdfResult.Refused>().Reason.ShouldBe(DocumentRefusal.UnsupportedType);
    }

    [Theory]
    [InlineData("color.jpg")]
    [InlineData("progressive.jpg")]
    [InlineData("cmyk.jpg")]
    public async Task The_bytes_of_a_JPEG_are_in_the_PDF_unchanged(string file)
    {
        var pdf = await WrapAsync(file);
        pdf.AsSpan().IndexOf(DocumentFixtures.Bytes(file)).ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("color.jpg", 792, 612, 720, 480)] // No density: 120 x 80 fills the width between the margins.
    [InlineData("exif-6.jpg", 612, 792, 480, 720)] // Turned, so upright.
    [InlineData("grey.jpg", 792, 612, 43.2, 28.8)] // 200 dots an inch.
    [InlineData("grey-8.png", 792, 612, 86.4, 57.6)] // 100 dots an inch.
    public async Task The_page_fits_the_picture(string file, double pageWidth, double pageHeight, double width, double height)
    {
        var text = Encoding.Latin1.GetString(await WrapAsync(file));
        var box = MediaBox().Match(text);
        Number(box, 1).ShouldBe(pageWidth);
        Number(box, 2).ShouldBe(pageHeight);
        var matrix = Matrix().Match(text);
        Math.Max(Math.Abs(Number(matrix, 1)), Math.Abs(Number(matrix, 3))).ShouldBe(width, 0.05);
        Math.Max(Math.Abs(Number(matrix, 2)), Math.Abs(Number(matrix, 4))).ShouldBe(height, 0.05);
    }

    [Fact]
    public async Task A_cancelled_wrap_throws_nothing_but_cancellation()
    {
        using var image = File.OpenRead(DocumentFixtures.PathOf("rgb-8.png"));
        await Should.ThrowAsync<OperationCanceledException>(
            () => ImagePdf.WrapAsync(image, DocumentType.Png, new MemoryStream(), new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task Limits_of_pixels_and_of_interlaced_bytes_hold()
    {
        var few = DocumentLimits.Default with { Pixels = 120 * 80 - 1 };
        (await RefusalAsync("rgb-8.png", DocumentType.Png, few)).ShouldBe(DocumentRefusal.TooLarge);
        (await RefusalAsync("color.jpg", DocumentType.Jpeg, few)).ShouldBe(DocumentRefusal.TooLarge);
        var small = DocumentLimits.Default with { InterlacedBytes = 120 * 80 * 3 - 1 };
        (await RefusalAsync("interlaced-rgb-8.png", DocumentType.Png, small)).ShouldBe(DocumentRefusal.UnsupportedImage);
        (await RefusalAsync("rgb-8.png", DocumentType.Png, small)).ShouldBeNull();
    }

    private static async Task<DocumentRefusal?> RefusalAsync(string file, DocumentType type, DocumentLimits limits)
    {
        using var image = File.OpenRead(DocumentFixtures.PathOf(file));
        var result = await ImagePdf.WrapAsync(image, type, new MemoryStream(), limits, TimeProvider.System, CancellationToken.None);
        return (result as ImagePdfResult.Refused)?.Reason;
    }

    internal static async Task<byte[]> WrapAsync(string file)
    {
        using var image = File.OpenRead(DocumentFixtures.PathOf(file));
        using var output = new MemoryStream();
        var type = file.EndsWith(".png", StringComparison.Ordinal) ? DocumentType.Png : DocumentType.Jpeg;
        var result = await ImagePdf.WrapAsync(image, type, output, CancellationToken.None);
        result.ShouldBe(new ImagePdfResult.Wrapped(1));
        return output.ToArray();
    }

    private static double Number(Match match, int group) => double.Parse(match.Groups[group].Value);

    [GeneratedRegex(@"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]")]
    private static partial Regex MediaBox();

    [GeneratedRegex(@"q ([-\d.]+) ([-\d.]+) ([-\d.]+) ([-\d.]+) ([-\d.]+) ([-\d.]+) cm")]
    private static partial Regex Matrix();
}
