using FhirFax.Fax.Documents;
using FhirFax.Fax.Documents.Tiff;
using FsCheck;
using FsCheck.Fluent;

namespace FhirFax.Fax.Tests.Documents;

public sealed class TiffInspectorTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 2)]
    [InlineData(3, 3)]
    [InlineData(250, 4)]
    public async Task Pages_are_counted_in_every_coding_of_fax_and_in_every_layout(int pages, ushort compression)
    {
        foreach (var isLittleEndian in (bool[])[true, false])
        {
            foreach (var isBig in (bool[])[true, false])
            {
                (await PagesAsync(SmallTiff.With(pages, compression, 3, isLittleEndian, isBig))).ShouldBe(pages);
                (await PagesAsync(SmallTiff.With(pages, compression, 1, isLittleEndian, isBig, thumbnails: true))).ShouldBe(pages);
            }
        }
    }

    [Fact]
    public async Task A_coding_that_no_reader_has_is_refused() => (await PagesAsync(SmallTiff.With(1, 999))).ShouldBeNull();

    [Fact]
    public async Task Directories_in_a_circle_are_refused()
    {
        var file = SmallTiff.With(1);
        file[4..8].CopyTo(file, file.Length - 4);
        (await PagesAsync(file)).ShouldBeNull();
    }

    [Fact]
    public async Task Every_file_that_was_cut_is_refused()
    {
        var file = SmallTiff.With(2, strips: 3);
        for (var length = 0; length < file.Length; length++)
        {
            (await PagesAsync(file[..length])).ShouldBeNull($"{length} of {file.Length} bytes");
        }
    }

    [Fact]
    public void Whatever_the_bytes_are_the_answer_is_a_verdict()
    {
        var changes = ArbMap.Default.GeneratorFor<byte>().SelectMany(value => Gen.Choose(4, 400).Select(at => (at, value))).ArrayOf(6).ToArbitrary();
        Prop.ForAll(changes, edits =>
        {
            var file = SmallTiff.With(3, strips: 2, isBig: edits.Length % 2 == 0);
            foreach (var (at, value) in edits)
            {
                file[at % file.Length] = value;
            }

            _ = PagesAsync(file).GetAwaiter().GetResult();
        }).QuickCheckThrowOnFailure();
    }

    private static async Task<int?> PagesAsync(byte[] file) =>
        await TiffInspector.InspectAsync(new MemoryStream(file), file.Length, default) is DocumentInspection.Usable usable ? usable.Pages : null;
}
