using System.Buffers.Binary;
using System.Text;
using FhirFax.Fax.Documents;
using FhirFax.Fax.Documents.Word;
using FhirFax.Fax.Tests.Sending;
using FsCheck;
using FsCheck.Fluent;

namespace FhirFax.Fax.Tests.Documents.Word;

public class WordInspectorTests
{
    [Fact]
    public async Task A_letter_that_an_office_program_wrote_is_sound() => (await InspectAsync(SendingFixture.Sample("referral.docx"))).ShouldBeNull();

    [Fact]
    public async Task The_smallest_letter_is_sound() => (await InspectAsync(DocxBytes.Letter().ToBytes())).ShouldBeNull();

    [Fact]
    public async Task A_letter_that_Word_wrote_in_a_browser_is_sound()
    {
        var letter = new DocxBytes().Part("[Content_Types].xml", "<Types/>").Part("word/document2.xml", DocxBytes.Document("")).ToBytes();
        (await InspectAsync(letter)).ShouldBeNull();
    }

    [Fact]
    public async Task A_chart_with_its_table_inside_is_sound()
    {
        var table = new DocxBytes().Part("[Content_Types].xml", "<Types/>").Part("xl/workbook.xml", "<workbook/>").ToBytes();
        var letter = DocxBytes.Letter()
            .Part("word/charts/_rels/chart1.xml.rels", DocxBytes.Relationships("package", "../embeddings/table.xlsx"))
            .Part("word/embeddings/table.xlsx", table)
            .Part("word/media/image1.svg", """<svg xmlns:xlink="x"><image xlink:href="data:image/png;base64,AA=="/><use xlink:href="#a"/></svg>""");
        (await InspectAsync(letter.ToBytes())).ShouldBeNull();
    }

    public static TheoryData<string, string, string> ReachingOut() => new()
    {
        { "a template elsewhere", "word/_rels/settings.xml.rels", DocxBytes.Relationships("attachedTemplate", "https://example.org/t.dotx", isExternal: true) },
        { "a picture elsewhere", "word/_rels/document.xml.rels", DocxBytes.Relationships("image", "file://server/share/a.png", isExternal: true) },
        { "a linked object", "word/_rels/document.xml.rels", DocxBytes.Relationships("oleObject", "C:\\book.xlsx", isExternal: true) },
        { "a web link", "word/_rels/document.xml.rels", DocxBytes.Relationships("hyperlink", "https://example.org/", isExternal: true) },
        { "a link in another part", "word/_rels/footer1.xml.rels", DocxBytes.Relationships("image", "http://example.org/a", isExternal: true) },
        { "foreign content", "word/_rels/document.xml.rels", DocxBytes.Relationships("aFChunk", "page.html") },
        { "a foreign chunk", "word/header1.xml", "<w:hdr xmlns:w='w'><w:altChunk/></w:hdr>" },
        { "a drawing of old elsewhere", "word/document.xml", DocxBytes.Document("<v:imagedata xmlns:v='urn:schemas-microsoft-com:vml' src='\\\\server\\a.png'/>") },
        { "a drawing elsewhere", "word/media/a.svg", """<svg><image href="file:///etc/passwd"/></svg>""" },
        { "a dynamic exchange", "word/document.xml", DocxBytes.Document("<w:fldSimple w:instr=' DDEAUTO c:\\\\cmd.exe'/>") },
        {
            "a field in pieces",
            "word/document.xml",
            DocxBytes.Document("<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText> INCLUDE</w:instrText></w:r><w:r><w:instrText>PICTURE \"x\"</w:instrText></w:r>")
        },
        { "a field of another prefix", "word/document.xml", "<d xmlns:q='w'><q:instrText>\nLINK Excel.Sheet</q:instrText></d>" },
    };

    [Theory]
    [MemberData(nameof(ReachingOut))]
    public async Task What_reaches_outside_is_refused(string what, string part, string content)
    {
        var refused = (await InspectAsync(DocxBytes.Letter().Part(part, content).ToBytes())).ShouldNotBeNull(what);
        refused.Reason.ShouldBe(DocumentRefusal.ActiveContent, what);
        refused.Text.ShouldContain("PDF");
    }

    [Fact]
    public async Task Fields_that_only_count_are_taken()
    {
        var letter = DocxBytes.Letter(body: """
            <w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE \* MERGEFORMAT </w:instrText></w:r>
            <w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>LINK to 1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>
            <w:fldSimple w:instr="DATE"/>
            """);
        (await InspectAsync(letter.ToBytes())).ShouldBeNull();
    }

    [Theory]
    [InlineData("word/vbaProject.bin", "x")]
    [InlineData("word/activeX/activeX1.xml", "<a/>")]
    [InlineData("word/embeddings/Macro.xlsm", "x")]
    public async Task Macros_and_controls_are_refused(string part, string content) =>
        (await InspectAsync(DocxBytes.Letter().Part(part, content).ToBytes()))!.Text.ShouldContain("macros");

    [Theory]
    [InlineData("application/vnd.ms-word.document.macroEnabled.main+xml", DocumentRefusal.ActiveContent)]
    [InlineData("application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml", DocumentRefusal.UnsupportedType)]
    public async Task Others_of_Words_kinds_are_refused(string mainType, DocumentRefusal reason) =>
        (await InspectAsync(DocxBytes.Letter(mainType).ToBytes()))!.Reason.ShouldBe(reason);

    [Fact]
    public async Task A_macro_relationship_is_refused_whatever_its_part_is_called()
    {
        var letter = DocxBytes.Letter().Part("word/_rels/document.xml.rels", DocxBytes.Relationships("vbaProject", "picture.png")).Part("word/picture.png", "x");
        (await InspectAsync(letter.ToBytes()))!.Reason.ShouldBe(DocumentRefusal.ActiveContent);
    }

    [Fact]
    public async Task An_archive_that_is_no_Word_document_is_refused_by_name()
    {
        var table = new DocxBytes().Part("[Content_Types].xml", "<Types/>").Part("xl/workbook.xml", "<workbook/>").ToBytes();
        (await InspectAsync(table))!.Reason.ShouldBe(DocumentRefusal.UnsupportedType);
        (await InspectAsync(new DocxBytes().Part("word/document.xml", "<a/>").ToBytes()))!.Reason.ShouldBe(DocumentRefusal.UnsupportedType);
    }

    [Fact]
    public async Task A_file_with_a_password_is_refused_as_such()
    {
        byte[] compound = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[600]];
        (await InspectAsync(compound))!.Reason.ShouldBe(DocumentRefusal.Encrypted);

        var letter = DocxBytes.Letter().ToBytes();
        var header = letter.AsSpan().IndexOf("PK\u0001\u0002"u8);
        letter[header + 8] |= 1;
        (await InspectAsync(letter))!.Reason.ShouldBe(DocumentRefusal.Encrypted);
    }

    [Fact]
    public async Task An_entity_is_not_expanded()
    {
        var letter = DocxBytes.Letter().Part("word/document.xml", """<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]><d>&a;</d>""");
        (await InspectAsync(letter.ToBytes()))!.Reason.ShouldBe(DocumentRefusal.Damaged);
    }

    [Theory]
    [InlineData("word/media/image1.png")]
    [InlineData("word/footnotes.xml")]
    public async Task What_unpacks_to_far_more_than_it_is_is_refused(string part)
    {
        var letter = DocxBytes.Letter().Part(part, new byte[30_000_000]).ToBytes();
        letter.Length.ShouldBeLessThan(100_000);
        (await InspectAsync(letter, DocumentLimits.Default with { ArchiveMarkupBytes = 40_000_000 }))!.Text.ShouldContain("unpacks");
    }

    [Fact]
    public async Task Text_that_is_too_long_is_refused_unread()
    {
        var letter = DocxBytes.Letter(body: new string(' ', 2_000)).ToBytes();
        (await InspectAsync(letter, DocumentLimits.Default with { ArchiveMarkupBytes = 1_000 }))!.Reason.ShouldBe(DocumentRefusal.TooComplex);
    }

    [Fact]
    public async Task Too_many_parts_or_too_much_in_them_is_refused()
    {
        var letter = DocxBytes.Letter();
        for (var i = 0; i < 20; i++)
        {
            letter.Part($"word/media/{i}.png", Noise(10_000, i));
        }

        var bytes = letter.ToBytes();
        (await InspectAsync(bytes)).ShouldBeNull();
        (await InspectAsync(bytes, DocumentLimits.Default with { ArchiveEntries = 22 }))!.Reason.ShouldBe(DocumentRefusal.TooComplex);
        (await InspectAsync(bytes, DocumentLimits.Default with { TotalStreamBytes = 200_000 }))!.Reason.ShouldBe(DocumentRefusal.TooComplex);
    }

    [Fact]
    public async Task Text_nested_without_end_is_refused()
    {
        var deep = string.Concat(Enumerable.Repeat("<a>", 5_000)) + string.Concat(Enumerable.Repeat("</a>", 5_000));
        (await InspectAsync(DocxBytes.Letter().Part("word/document.xml", deep).ToBytes()))!.Reason.ShouldBe(DocumentRefusal.TooComplex);
    }

    [Fact]
    public async Task An_archive_in_an_archive_in_an_archive_is_refused()
    {
        var inner = new DocxBytes().Part("a.txt", "a").ToBytes();
        var middle = new DocxBytes().Part("a.bin", inner).ToBytes();
        (await InspectAsync(DocxBytes.Letter().Part("word/embeddings/a.bin", inner).ToBytes())).ShouldBeNull();
        (await InspectAsync(DocxBytes.Letter().Part("word/embeddings/a.bin", middle).ToBytes()))!.Reason.ShouldBe(DocumentRefusal.TooComplex);
    }

    [Fact]
    public async Task Parts_that_share_their_bytes_are_refused()
    {
        // Every entry of the directory points at one and the same file: the bomb that needs no nesting.
        var letter = DocxBytes.Letter().Part("word/a.xml", "<a/>").Part("word/b.xml", "<b/>").ToBytes();
        var directory = Entries(letter);
        var first = letter.AsSpan(directory[3] + 42, 4).ToArray();
        first.CopyTo(letter.AsSpan(directory[4] + 42));
        "word/a.xml"u8.CopyTo(letter.AsSpan(directory[4] + 46));
        (await InspectAsync(letter))!.Reason.ShouldBe(DocumentRefusal.Damaged);
    }

    [Fact]
    public async Task A_part_that_is_longer_than_stated_is_refused()
    {
        var letter = DocxBytes.Letter().Part("word/media/a.png", new byte[5_000]).ToBytes();
        var entry = Entries(letter)[^1];
        BinaryPrimitives.WriteUInt32LittleEndian(letter.AsSpan(entry + 24), 10);
        (await InspectAsync(letter))!.Reason.ShouldBe(DocumentRefusal.Damaged);
    }

    [Fact]
    public async Task Bytes_before_or_behind_the_archive_are_refused()
    {
        var letter = DocxBytes.Letter().ToBytes();
        (await InspectAsync([.. letter, .. new byte[100]]))!.Reason.ShouldBe(DocumentRefusal.Damaged);
        (await InspectAsync([.. letter, .. letter]))!.Reason.ShouldBe(DocumentRefusal.Damaged);
    }

    [Fact]
    public async Task Cut_at_any_byte_it_is_refused()
    {
        var letter = DocxBytes.Letter().ToBytes();
        for (var length = 0; length < letter.Length; length++)
        {
            (await InspectAsync(letter[..length])).ShouldNotBeNull($"cut at {length}");
        }
    }

    [Fact]
    public void Whatever_the_bytes_are_there_is_an_answer()
    {
        var letter = SendingFixture.Sample("referral.docx");
        var change = Gen.Choose(0, letter.Length - 1).SelectMany(at => Gen.Choose(0, 255).Select(to => (at, (byte)to)));
        Prop.ForAll(change.ListOf().ToArbitrary(), changes =>
        {
            var bytes = letter.ToArray();
            foreach (var (at, to) in changes)
            {
                bytes[at] = to;
            }

            WordInspector.Inspect(new MemoryStream(bytes), bytes.Length, new DocumentBudget(DocumentLimits.Default, TimeProvider.System, CancellationToken.None));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }

    [Fact]
    public void A_letter_full_of_pictures_is_read_in_little_memory()
    {
        var letter = DocxBytes.Letter().Part("word/media/large.png", Noise(30_000_000, 1)).ToBytes();
        using var content = new MemoryStream(letter);
        var budget = new DocumentBudget(DocumentLimits.Default, TimeProvider.System, CancellationToken.None);
        var before = GC.GetAllocatedBytesForCurrentThread();
        WordInspector.Inspect(content, letter.Length, budget).ShouldBeNull();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1_000_000);
    }

    [Fact]
    public async Task Cancellation_ends_an_inspection() => await Should.ThrowAsync<OperationCanceledException>(
        () => WordInspector.InspectAsync(Stream.Null, 0, new CancellationToken(canceled: true)));

    private static Task<DocumentInspection.Refused?> InspectAsync(byte[] bytes) => InspectAsync(bytes, DocumentLimits.Default);

    private static Task<DocumentInspection.Refused?> InspectAsync(byte[] bytes, DocumentLimits limits) =>
        WordInspector.InspectAsync(new MemoryStream(bytes), bytes.Length, limits, TimeProvider.System, CancellationToken.None);

    private static byte[] Noise(int length, int seed)
    {
        var noise = new byte[length];
        new Random(seed).NextBytes(noise);
        return noise;
    }

    /// <summary>Where the directory's entries begin.</summary>
    private static List<int> Entries(byte[] archive)
    {
        var entries = new List<int>();
        for (var at = 0; archive.AsSpan(at).IndexOf("PK\u0001\u0002"u8) is var next and >= 0; at += next + 1)
        {
            entries.Add(at + next);
        }

        return entries;
    }
}
