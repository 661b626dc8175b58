using System.Text;
using FhirFax.Fax.Lifecycle;
using FhirFax.Fax.Lifecycle.Files;
using FhirFax.Server.Faxes.Files;
using FhirFax.Server.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace FhirFax.Server.Tests.Faxes.Files;

public sealed class FaxUploadReaderTests(ReaderFixture reader) : IClassFixture<ReaderFixture>
{
    private static readonly byte[] Pdf = [.. "%PDF-1.7\n"u8];
    private static readonly byte[] Jpeg = [0xFF, 0xD8, 0xFF, 0xE0];
    private static readonly byte[] Png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    [Fact]
    public async Task Files_are_read_in_their_order_and_stored()
    {
        byte[] pdf = [.. Pdf, .. Encoding.ASCII.GetBytes("\r\n--x-boundary-\r\n--x-boundary-y")];
        var upload = await UploadAsync(new MultipartBody()
            .File("a.PDF", pdf).File("b.jpg", Jpeg, "file").File("c.JPEG", Jpeg).File("d.png", Png).File("a.PDF", Pdf).End());
        upload.Refusal.ShouldBeNull();
        upload.Files.Select(f => f.OriginalName).ShouldBe(["a.PDF", "b.jpg", "c.JPEG", "d.png", "a.PDF"]);
        upload.Files.Select(f => f.ContentType).ShouldBe(["application/pdf", "image/jpeg", "image/jpeg", "image/png", "application/pdf"]);
        (upload.Count, upload.Bytes).ShouldBe((5, pdf.Length + 8 + 8 + Pdf.Length));
        (await reader.ContentAsync(upload.Files[0].Content.Hash)).ShouldBe(pdf);
    }

    [Fact]
    public async Task Parts_that_are_no_files_are_passed_over()
    {
        var upload = await UploadAsync(new MultipartBody()
            .Part("form-data; name=\"subject\"", Pdf)
            .Part("form-data; name=\"other\"; filename=\"a.pdf\"", Pdf)
            .Part("form-data; name=\"files\"", Pdf)
            .Part("form-data; name=\"files\"; filename=\"\"", [])
            .Part("attachment; name=\"files\"; filename=\"a.pdf\"", Pdf)
            .Part(null, Pdf)
            .File("b.pdf", Pdf)
            .End());
        (upload.Count, upload.Bytes).ShouldBe((1, Pdf.Length));
        upload.Files.ShouldHaveSingleItem().OriginalName.ShouldBe("b.pdf");

        (await reader.ReadAsync(new MultipartBody().Part("form-data; name=\"subject\"", Pdf).End())).ShouldBeOfType<FaxUploadBody.NoFiles>();
        (await reader.ReadAsync(new MultipartBody().End())).ShouldBeOfType<FaxUploadBody.NoFiles>();
    }

    [Theory]
    [InlineData("notes.txt", "%PDF-1.7")]
    [InlineData("notes", "%PDF-1.7")]
    [InlineData("notes.pdf.exe", "%PDF-1.7")]
    [InlineData("notes.pdf", "some text")]
    [InlineData("notes.pdf", " %PDF-1.7")]
    [InlineData("notes.pdf", "%PDF")]
    [InlineData("notes.png", "%PDF-1.7")]
    [InlineData("notes.docx", "PK\u0003\u0004 and no archive")]
    public async Task Extension_and_first_bytes_must_agree(string name, string content)
    {
        var upload = await UploadAsync(new MultipartBody().File("good.pdf", Pdf).File(name, Encoding.UTF8.GetBytes(content)).File("good.pdf", Pdf).End());
        var refusal = upload.Refusal.ShouldBeOfType<FaxRefusal.FileTypeNotSupported>();
        refusal.OriginalName.ShouldBe(name);
        refusal.AllowedTypes.ShouldBe(["jpg", "jpeg", "png", "pdf", "docx"]);
        upload.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_Word_document_is_looked_into()
    {
        var letter = Samples.Document("referral.docx");
        var upload = await UploadAsync(new MultipartBody().File("letter.docx", letter).End());
        upload.Refusal.ShouldBeNull();
        upload.Files[0].ContentType.ShouldBe("application/vnd.openxmlformats-officedocument.wordprocessingml.document");

        upload = await UploadAsync(new MultipartBody().File("letter.docx", letter[..^1]).End());
        upload.Refusal.ShouldBeOfType<FaxRefusal.FileTypeNotSupported>().Explanation.ShouldNotBeNull().ShouldContain("damaged");
    }

    [Fact]
    public async Task An_empty_file_comes_before_a_type_that_is_not_taken()
    {
        var upload = await UploadAsync(new MultipartBody().File("a.txt", Pdf).File("b.pdf", []).File("c.pdf", []).End());
        upload.Refusal.ShouldBe(new FaxRefusal.FileEmpty("b.pdf"));
    }

    [Fact]
    public async Task All_are_counted_also_beyond_the_limit()
    {
        var body = new MultipartBody();
        for (var i = 0; i < 15; i++)
        {
            body.File($"{i}.pdf", Pdf);
        }

        var upload = await UploadAsync(body.End());
        (upload.Count, upload.Bytes, upload.Refusal).ShouldBe((15, 15 * Pdf.Length, null));
    }

    [Theory]
    [InlineData("form-data; name=files; filename=plain.pdf", "plain.pdf")]
    [InlineData("form-data; name=\"files\"; filename=\"überweisung.pdf\"", "überweisung.pdf")]
    [InlineData("form-data; name=\"files\"; filename=\"a \\\"b\\\".pdf\"", "a \"b\".pdf")]
    [InlineData("form-data; name=\"files\"; filename=\"C:\\dir\\a.pdf\"", "a.pdf")]
    [InlineData("form-data; name=\"files\"; filename=\"../../etc/a.pdf\"", "a.pdf")]
    [InlineData("form-data; name=\"files\"; filename=\"x.pdf\"; filename*=UTF-8''%c3%bcber%20%E2%82%AC.pdf", "über €.pdf")]
    [InlineData("form-data; name=\"files\"; filename*=iso-8859-1'en'%fcber.pdf", "über.pdf")]
    [InlineData("form-data; name=\"files\"; filename*=UTF-8''..%2F..%2Fa.pdf", "a.pdf")]
    [InlineData("form-data; name=\"files\"; filename*0=\"long \"; filename*1=\"name.pdf\"", "long name.pdf")]
    [InlineData("form-data; name=\"files\"; filename*0*=UTF-8''%c3; filename*1*=%bcber; filename*2=\".pdf\"", "über.pdf")]
    [InlineData("form-data; name=\"files\"; filename=\"=?utf-8?B?w7xiZXIucGRm?=\"", "über.pdf")]
    [InlineData("form-data; name=\"files\"; filename=\"fdp.\u202Efdp.pdf\"", "fdp.fdp.pdf")]
    public async Task The_name_is_read_in_every_form(string disposition, string name) =>
        (await UploadAsync(new MultipartBody().Part(disposition, Pdf).End())).Files.ShouldHaveSingleItem().OriginalName.ShouldBe(name);

    [Fact]
    public async Task A_name_that_is_too_long_keeps_its_extension()
    {
        var name = (await UploadAsync(new MultipartBody().File(new string('ü', 400) + ".pdf", Pdf).End())).Files[0].OriginalName;
        name.Length.ShouldBe(255);
        name.ShouldEndWith("ü.pdf");
    }

    [Theory]
    [InlineData("multipart/form-data")]
    [InlineData("multipart/form-data; boundary=")]
    [InlineData("multipart/form-data; boundary=another")]
    [InlineData("multipart/form-data; boundary=\"12345678901234567890123456789012345678901234567890123456789012345678901\"")]
    public async Task Without_the_right_boundary_it_is_not_readable(string contentType) =>
        (await reader.ReadAsync(new MultipartBody().File("a.pdf", Pdf).End(), contentType)).ShouldBeOfType<FaxUploadBody.NotReadable>();

    [Fact]
    public async Task Cut_anywhere_it_is_not_readable()
    {
        var body = new MultipartBody().File("a.pdf", Pdf).File("b.pdf", Pdf).End();
        for (var length = 0; length < body.Length - "--\r\n".Length; length++)
        {
            (await reader.ReadAsync(body[..length])).ShouldBeOfType<FaxUploadBody.NotReadable>($"cut at {length}");
        }
    }

    [Fact]
    public async Task Headers_and_parts_without_end_are_not_readable()
    {
        var header = new MultipartBody().Text($"--{MultipartBody.Boundary}\r\nX: {new string('x', 100_000)}\r\n\r\n\r\n").End();
        (await reader.ReadAsync(header)).ShouldBeOfType<FaxUploadBody.NotReadable>();
        var parts = new MultipartBody();
        for (var i = 0; i < 1_001; i++)
        {
            parts.Part("form-data; name=\"x\"", []);
        }

        (await reader.ReadAsync(parts.End())).ShouldBeOfType<FaxUploadBody.NotReadable>();
    }

    [Fact]
    public void However_the_bytes_arrive_the_files_are_the_same()
    {
        var piece = Gen.OneOf(Gen.Elements<byte[]>([.. "\r\n--"u8], [.. "\r\n--x-boundary-"u8], [.. "x-boundary-x"u8], [.. "\r"u8]), Gen.Choose(0, 255).ListOf().Select(l => l.Select(b => (byte)b).ToArray()));
        var content = piece.ListOf().Select(pieces => (byte[])[.. Pdf, .. pieces.SelectMany(p => p)])
            .Where(bytes => bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes($"\r\n--{MultipartBody.Boundary}")) < 0);
        Prop.ForAll(content.NonEmptyListOf().ToArbitrary(), Gen.Choose(1, 200).ToArbitrary(), (contents, chunk) => Check(contents.Take(10).ToArray(), chunk).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(30));

        async Task<bool> Check(byte[][] contents, int chunk)
        {
            var body = new MultipartBody();
            foreach (var bytes in contents)
            {
                body.File("a.pdf", bytes);
            }

            using var stream = new ChunkStream(body.End(), chunk);
            var upload = (await reader.ReadAsync(stream)).ShouldBeOfType<FaxUploadBody.Read>().Upload;
            var stored = new List<byte[]>();
            foreach (var file in upload.Files)
            {
                stored.Add(await reader.ContentAsync(file.Content.Hash));
            }

            return stored.Count == contents.Length && stored.Zip(contents).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));
        }
    }

    private async Task<FaxUpload> UploadAsync(byte[] body) => (await reader.ReadAsync(body)).ShouldBeOfType<FaxUploadBody.Read>().Upload;

    /// <summary>Gives a few bytes at a time, as a slow network does.</summary>
    private sealed class ChunkStream(byte[] bytes, int chunk) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, chunk)], cancellationToken);
    }
}
