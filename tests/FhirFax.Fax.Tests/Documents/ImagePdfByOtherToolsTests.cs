using System.Globalization;
using System.Text;
using FhirFax.Testing;

namespace FhirFax.Fax.Tests.Documents;

/// <summary>What independent programs see in the PDFs that images become.</summary>
public sealed class ImagePdfByOtherToolsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Usable() => ImagePdfTests.Usable();

    public static TheoryData<string> Jpegs() => [.. DocumentFixtures.Images().Where(i => i.Result == "1" && i.File.EndsWith("jpg", StringComparison.Ordinal)).Select(i => i.File)];

    public static TheoryData<string> OpaquePngs() => [.. Pngs().Where(file => !file.StartsWith("alpha", StringComparison.Ordinal) && !file.Contains("-16", StringComparison.Ordinal))];

    public static TheoryData<string> TransparentPngs() => [.. Pngs().Where(file => file.StartsWith("alpha", StringComparison.Ordinal) && !file.Contains("-16", StringComparison.Ordinal))];

    public void Dispose() => _folder.Dispose();

    [SkippableTheory]
    [MemberData(nameof(Usable))]
    public async Task Qpdf_finds_no_fault(string file)
    {
        ExternalTool.Require("qpdf");
        var (exitCode, output, error) = await ExternalTool.RunAsync("qpdf", "--check", await WrappedAsync(file));
        exitCode.ShouldBe(0, Encoding.UTF8.GetString(output) + error);
    }

    [SkippableTheory]
    [MemberData(nameof(Usable))]
    public async Task Poppler_and_Ghostscript_draw_one_page_without_complaint(string file)
    {
        ExternalTool.Require("pdfinfo", "gs");
        var pdf = await WrappedAsync(file);
        var info = await ExternalTool.RunAsync("pdfinfo", pdf);
        info.Error.ShouldBeEmpty();
        Encoding.UTF8.GetString(info.Output).ShouldContain("Pages:           1\n");
        var drawn = await ExternalTool.RunAsync("gs", "-q", "-dBATCH", "-dNOPAUSE", "-dSAFER", "-dPDFSTOPONERROR", "-sDEVICE=tiffg4", "-r204x98", $"-sOutputFile={InFolder("page.tif")}", pdf);
        (drawn.ExitCode, drawn.Error + Encoding.UTF8.GetString(drawn.Output)).ShouldBe((0, string.Empty));
    }

    [SkippableTheory]
    [MemberData(nameof(Jpegs))]
    public async Task Pdfimages_takes_out_the_very_JPEG_that_went_in(string file)
    {
        ExternalTool.Require("pdfimages");
        await ExternalTool.RunAsync("pdfimages", "-all", await WrappedAsync(file), InFolder("out"));
        File.ReadAllBytes(InFolder("out-000.jpg")).ShouldBe(DocumentFixtures.Bytes(file));
    }

    [SkippableTheory]
    [MemberData(nameof(OpaquePngs))]
    public async Task Every_pixel_of_an_opaque_PNG_is_kept(string file)
    {
        ExternalTool.Require("pdfimages", "compare");
        await ExternalTool.RunAsync("pdfimages", "-png", await WrappedAsync(file), InFolder("out"));
        var compared = await ExternalTool.RunAsync("compare", "-metric", "AE", DocumentFixtures.PathOf(file), InFolder("out-000.png"), "null:");
        compared.Error.Trim().ShouldBe("0");
    }

    [SkippableTheory]
    [InlineData("rgb-16.png", "rgb")]
    [InlineData("grey-16.png", "gray")]
    public async Task Every_bit_of_deep_samples_is_kept(string file, string samples)
    {
        ExternalTool.Require("qpdf", "convert");
        var stored = await ExternalTool.RunAsync("qpdf", "--show-object=5", "--filtered-stream-data", await WrappedAsync(file));
        var expected = await ExternalTool.RunAsync("convert", DocumentFixtures.PathOf(file), "-endian", "MSB", "-depth", "16", $"{samples}:-");
        stored.Output.Length.ShouldBeGreaterThan(0);
        stored.Output.ShouldBe(expected.Output);
    }

    [SkippableTheory]
    [MemberData(nameof(TransparentPngs))]
    public async Task A_transparent_PNG_lies_on_white(string file)
    {
        ExternalTool.Require("pdfimages", "convert", "compare");
        await ExternalTool.RunAsync("pdfimages", "-png", await WrappedAsync(file), InFolder("out"));
        await ExternalTool.RunAsync("convert", DocumentFixtures.PathOf(file), "-background", "white", "-alpha", "remove", "-alpha", "off", InFolder("flat.png"));
        var compared = await ExternalTool.RunAsync("compare", "-metric", "AE", "-fuzz", "0.6%", InFolder("flat.png"), InFolder("out-000.png"), "null:");
        compared.Error.Trim().ShouldBe("0");
    }

    [SkippableFact]
    public async Task Deep_samples_lie_on_white_to_the_last_bit_but_one()
    {
        ExternalTool.Require("qpdf", "convert");
        var file = "alpha-rgba-16.png";
        var stored = (await ExternalTool.RunAsync("qpdf", "--show-object=5", "--filtered-stream-data", await WrappedAsync(file))).Output;
        var expected = (await ExternalTool.RunAsync(
            "convert", DocumentFixtures.PathOf(file), "-background", "white", "-alpha", "remove", "-alpha", "off", "-endian", "MSB", "-depth", "16", "rgb:-")).Output;
        stored.Length.ShouldBe(120 * 80 * 6);
        expected.Length.ShouldBe(stored.Length);
        for (var i = 0; i < stored.Length; i += 2)
        {
            Math.Abs(Sample(stored, i) - Sample(expected, i)).ShouldBeLessThanOrEqualTo(1);
        }

        static int Sample(byte[] bytes, int at) => (bytes[at] << 8) | bytes[at + 1];
    }

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task A_photograph_stands_as_its_Exif_orientation_says(int orientation)
    {
        ExternalTool.Require("gs", "convert", "compare");
        var file = $"exif-{orientation}.jpg";
        (await DistanceAsync(file, file)).ShouldBeLessThan(0.06);
        var other = $"exif-{(orientation % 8) + 1}.jpg";
        (await DistanceAsync(file, other)).ShouldBeGreaterThan(0.12, "the comparison must see a wrong turn");
    }

    [SkippableTheory]
    [InlineData("cmyk.jpg")]
    [InlineData("grey.jpg")]
    [InlineData("progressive.jpg")]
    public async Task Colours_are_drawn_as_they_are(string file)
    {
        ExternalTool.Require("gs", "convert", "compare");
        (await DistanceAsync(file, file)).ShouldBeLessThan(0.2);
    }

    /// <summary>How far the page drawn from <paramref name="file"/>, without its white margin, is from the picture <paramref name="expected"/>, 0 to 1.</summary>
    private async Task<double> DistanceAsync(string file, string expected)
    {
        await ExternalTool.RunAsync("gs", "-q", "-dBATCH", "-dNOPAUSE", "-dSAFER", "-sDEVICE=png16m", "-r72", $"-sOutputFile={InFolder("page.png")}", await WrappedAsync(file));
        await ExternalTool.RunAsync("convert", InFolder("page.png"), "-bordercolor", "white", "-border", "1", "-fuzz", "2%", "-trim", "+repage", "-resize", "100x100!", InFolder("drawn.png"));
        await ExternalTool.RunAsync("convert", DocumentFixtures.PathOf(expected), "-auto-orient", "-colorspace", "sRGB", "-resize", "100x100!", InFolder("expected.png"));
        var compared = await ExternalTool.RunAsync("compare", "-metric", "RMSE", InFolder("expected.png"), InFolder("drawn.png"), "null:");
        var normalised = compared.Error.Split('(', ')')[1];
        return double.Parse(normalised, CultureInfo.InvariantCulture);
    }

    private async Task<string> WrappedAsync(string file)
    {
        var pdf = InFolder("wrapped.pdf");
        await File.WriteAllBytesAsync(pdf, await ImagePdfTests.WrapAsync(file));
        return pdf;
    }

    private string InFolder(string file) => System.IO.Path.Combine(_folder.Path, file);

    private static IEnumerable<string> Pngs() =>
        DocumentFixtures.Images().Where(i => i.Result == "1" && i.File.EndsWith("png", StringComparison.Ordinal)).Select(i => i.File);
}
