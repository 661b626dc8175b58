using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using FhirFax.Fax.Lifecycle.Files;
using FhirFax.Server.Tests.Support;

namespace FhirFax.Server.Tests.Faxes.Files;

/// <summary>fax-lifecycle-api.md 6, 8.5 and 8.6 over HTTP.</summary>
public sealed class UploadTests(FaxesServer server) : IClassFixture<FaxesServer>
{
    private const long Limit = FaxFileLimits.MostBytes;

    private static readonly string[] Uploaded = ["x-ray.jpg", "x-ray.jpg", "lab-result.png", "referral.pdf", "referral.docx"];

    [Fact]
    public async Task One_of_each_type_is_kept_in_order()
    {
        using var api = await server.ApiAsync();
        var id = await DraftAsync(api);
        var reply = await api.UploadAsync(
            id,
            ("Scan.JPG", Samples.Document("x-ray.jpg")),
            ("scan.Jpeg", Samples.Document("x-ray.jpg")),
            ("lab.PNG", Samples.Document("lab-result.png")),
            ("letter.PDF", Samples.Document("referral.pdf")),
            ("letter.DOCX", Samples.Document("referral.docx")));
        reply.Status.ShouldBe(HttpStatusCode.Created, reply.Text);
        Names(reply.Fax).ShouldBe(["Scan.JPG", "scan.Jpeg", "lab.PNG", "letter.PDF", "letter.DOCX"]);
        var files = reply.Fax["files"]!.AsArray();
        files.Select(f => (string?)f!["contentType"]).ShouldBe(
        [
            "image/jpeg", "image/jpeg", "image/png", "application/pdf", "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ]);
        files.Select(f => (long)f!["size"]!).ShouldBe(
            Uploaded.Select(name => Samples.Document(name).LongLength));
        files.Select(f => (string?)f!["id"]).Distinct().Count().ShouldBe(5);
        foreach (var file in files)
        {
            ((string?)file!["storageKey"]).ShouldBe($"clinic/live/faxes/{id}/files/{file["id"]}");
        }

        JsonNode.DeepEquals((await api.GetAsync(id)).Fax, reply.Fax).ShouldBeTrue();
    }

    [Theory]
    [InlineData("notes.txt")]
    [InlineData("renamed.pdf")]
    public async Task What_is_no_such_file_is_refused_with_all_others(string name)
    {
        using var api = await server.ApiAsync();
        var id = await DraftAsync(api);
        var reply = await api.UploadAsync(id, ("good.pdf", Samples.Pdf()), (name, "just text"u8.ToArray()), ("good.pdf", Samples.Pdf()));
        var details = reply.ShouldBeError(400, "FAX_FILE_TYPE_NOT_SUPPORTED");
        ((string?)details["originalName"]).ShouldBe(name);
        details["allowedTypes"]!.AsArray().Select(t => (string?)t).ShouldBe(["jpg", "jpeg", "png", "pdf", "docx"]);
        (await api.GetAsync(id)).Fax["files"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_Word_document_with_macros_is_refused_in_words()
    {
        using var api = await server.ApiAsync();
        var reply = await api.UploadAsync(await DraftAsync(api), ("letter.docx", WithMacros()));
        reply.ShouldBeError(400, "FAX_FILE_TYPE_NOT_SUPPORTED");
        ((string?)reply.Errors[0]["message"]).ShouldNotBeNull().ShouldContain("macros");
    }

    [Fact]
    public async Task An_empty_file_is_refused()
    {
        using var api = await server.ApiAsync();
        var details = (await api.UploadAsync(await DraftAsync(api), ("a.txt", "text"u8.ToArray()), ("b.pdf", []))).ShouldBeError(400, "FAX_FILE_EMPTY");
        ((string?)details["originalName"]).ShouldBe("b.pdf");
    }

    [Fact]
    public async Task Ten_files_are_taken_and_no_more()
    {
        using var api = await server.ApiAsync();
        var id = await DraftAsync(api);
        (await api.UploadAsync(id, Pdfs(9))).Status.ShouldBe(HttpStatusCode.Created);
        var details = (await api.UploadAsync(id, Pdfs(2))).ShouldBeError(400, "FAX_FILES_LIMIT_EXCEEDED");
        ((int?)details["limit"], (int?)details["current"], (int?)details["attempted"]).ShouldBe((10, 9, 2));
        (await api.UploadAsync(id, Pdfs(1))).Fax["files"]!.AsArray().Count.ShouldBe(10);

        var first = (string)(await api.GetAsync(id)).Fax["files"]![0]!["id"]!;
        (await api.DeleteAsync($"{id}/files/{first}")).Status.ShouldBe(HttpStatusCode.OK);
        (await api.UploadAsync(id, Pdfs(1))).Status.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Exactly_the_limit_is_taken_and_not_a_byte_more()
    {
        using var api = await server.ApiAsync();
        var id = await DraftAsync(api);
        var pdf = Samples.Pdf();
        (await api.UploadAsync(id, ("small.pdf", pdf))).Status.ShouldBe(HttpStatusCode.Created);
        var details = (await UploadAsync(api, id, Limit - pdf.Length + 1)).ShouldBeError(400, "FAX_FILES_SIZE_EXCEEDED");
        ((long?)details["limitBytes"], (long?)details["currentBytes"], (long?)details["attemptedBytes"]).ShouldBe((Limit, pdf.LongLength, Limit - pdf.Length + 1));
        (await api.GetAsync(id)).Fax["files"]!.AsArray().Count.ShouldBe(1);

        var reply = await UploadAsync(api, id, Limit - pdf.Length);
        reply.Status.ShouldBe(HttpStatusCode.Created, reply.Text);
        reply.Fax["files"]!.AsArray().Sum(f => (long)f!["size"]!).ShouldBe(Limit);
        (await api.UploadAsync(id, Pdfs(1))).ShouldBeError(400, "FAX_FILES_SIZE_EXCEEDED");
    }

    [Fact]
    public async Task A_body_beyond_everything_is_refused_unread()
    {
        using var api = await server.ApiAsync();
        (await UploadAsync(api, await DraftAsync(api), 200_000_000)).ShouldBeError(413, "REQUEST_TOO_LARGE");
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/pdf")]
    [InlineData("multipart/mixed; boundary=x")]
    [InlineData(null)]
    public async Task Another_content_type_is_415(string? contentType)
    {
        using var api = await server.ApiAsync();
        (await PostAsync(api, $"{await DraftAsync(api)}/files", "{}"u8.ToArray(), contentType)).ShouldBeError(415, "MEDIA_TYPE_NOT_SUPPORTED");
    }

    [Fact]
    public async Task Broken_multipart_is_not_readable_and_one_without_files_is_invalid()
    {
        using var api = await server.ApiAsync();
        var id = await DraftAsync(api);
        (await PostAsync(api, $"{id}/files", "nothing"u8.ToArray(), MultipartBody.ContentType)).ShouldBeError(400, "REQUEST_BODY_NOT_READABLE");
        (await PostAsync(api, $"{id}/files", [], MultipartBody.ContentType)).ShouldBeError(400, "REQUEST_BODY_NOT_READABLE");
        (await PostAsync(api, $"{id}/files", new MultipartBody().Part("form-data; name=\"a\"", []).End(), MultipartBody.ContentType))
            .ShouldBeInvalid(("files", "required"));
    }

    [Fact]
    public async Task Checks_come_in_their_order()
    {
        using var api = await server.ApiAsync();
        var unknown = Guid.NewGuid().ToString();
        (await api.UploadAsync("no-uuid", ("a.txt", []))).ShouldBeInvalid(("faxId", "format"));
        (await PostAsync(api, $"{unknown}/files", "nothing"u8.ToArray(), MultipartBody.ContentType)).ShouldBeError(400, "REQUEST_BODY_NOT_READABLE");
        (await api.UploadAsync(unknown, ("a.txt", []))).ShouldBeError(404, "FAX_NOT_FOUND");

        var sent = await SentAsync(api);
        (await api.UploadAsync(sent, ("a.txt", []))).ShouldBeError(400, "FAX_STATUS_NOT_ALLOWED");
    }

    [Fact]
    public async Task A_file_is_deleted_once()
    {
        using var api = await server.ApiAsync();
        var id = await DraftAsync(api);
        var file = (string)(await api.UploadAsync(id, Pdfs(2))).Fax["files"]![1]!["id"]!;
        var reply = await api.DeleteAsync($"{id}/files/{file}");
        (reply.Status, reply.Text).ShouldBe((HttpStatusCode.OK, ""));
        Names((await api.GetAsync(id)).Fax).ShouldBe(["0.pdf"]);
        var details = (await api.DeleteAsync($"{id}/files/{file}")).ShouldBeError(404, "FAX_FILE_NOT_FOUND");
        ((string?)details["faxId"], (string?)details["id"]).ShouldBe((id, file));
        (await api.DeleteAsync($"{id}/files/one")).ShouldBeInvalid(("fileId", "format"));
    }

    [Fact]
    public async Task Files_of_a_sent_fax_stay()
    {
        using var api = await server.ApiAsync();
        var id = await SentAsync(api);
        var file = (string)(await api.GetAsync(id)).Fax["files"]![0]!["id"]!;
        (await api.DeleteAsync($"{id}/files/{file}")).ShouldBeError(400, "FAX_STATUS_NOT_ALLOWED");
        (await api.GetAsync($"{id}/files/{file}")).ShouldBeError(405, "METHOD_NOT_ALLOWED");
    }

    [Fact]
    public async Task Uploads_at_once_are_all_kept()
    {
        using var api = await server.ApiAsync();
        var id = await DraftAsync(api);
        var replies = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => api.UploadAsync(id, ($"{i}a.pdf", Samples.Pdf()), ($"{i}b.pdf", Samples.Pdf()))));
        replies.Count(r => r.Status == HttpStatusCode.Created).ShouldBe(5);
        replies.Single(r => r.Status != HttpStatusCode.Created).ShouldBeError(400, "FAX_FILES_LIMIT_EXCEEDED");
        var names = Names((await api.GetAsync(id)).Fax);
        names.Length.ShouldBe(10);
        for (var i = 0; i < names.Length; i += 2)
        {
            // Files of one request stay together.
            names[i + 1].ShouldBe(names[i].Replace('a', 'b'));
        }
    }

    [Fact]
    public async Task The_same_bytes_can_be_uploaded_to_two_drafts_and_deleted_from_one()
    {
        using var api = await server.ApiAsync();
        var pdf = Samples.Pdf();
        var (first, second) = (await DraftAsync(api), await DraftAsync(api));
        var file = (string)(await api.UploadAsync(first, ("a.pdf", pdf))).Fax["files"]![0]!["id"]!;
        (await api.UploadAsync(second, ("b.pdf", pdf))).Status.ShouldBe(HttpStatusCode.Created);
        (await api.DeleteAsync($"{first}/files/{file}")).Status.ShouldBe(HttpStatusCode.OK);
        (await SendAsync(api, second))["status"]!.GetValue<string>().ShouldBe("SENT");
    }

    private static async Task<string> DraftAsync(FaxApi api) => (string)(await api.CreateAsync())["id"]!;

    private static async Task<string> SentAsync(FaxApi api)
    {
        var id = await DraftAsync(api);
        (await api.UploadAsync(id, ("a.pdf", Samples.Pdf()))).Status.ShouldBe(HttpStatusCode.Created);
        ((string?)(await SendAsync(api, id))["status"]).ShouldBe("SENT");
        return id;
    }

    private static async Task<JsonObject> SendAsync(FaxApi api, string id)
    {
        (await api.PatchAsync(id, """{"receiver":"+15551234567"}""")).Status.ShouldBe(HttpStatusCode.OK);
        var reply = await api.PostAsync($"{id}/send");
        reply.Status.ShouldBe(HttpStatusCode.OK, reply.Text);
        return await api.WaitWhileAsync(id, "PROCESSING");
    }

    private static (string Name, byte[] Content)[] Pdfs(int count) => [.. Enumerable.Range(0, count).Select(i => ($"{i}.pdf", Samples.Pdf()))];

    private static string[] Names(JsonObject fax) => [.. fax["files"]!.AsArray().Select(f => (string)f!["originalName"]!)];

    private static async Task<FaxReply> UploadAsync(FaxApi api, string id, long size)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{api.Path}/{id}/files") { Content = new LargeFile("large.pdf", size).WithHeaders() };
        // So that a refusal that comes before the body is seen, not the connection that ends with it.
        request.Headers.ExpectContinue = true;
        return await api.SendAsync(request);
    }

    private static async Task<FaxReply> PostAsync(FaxApi api, string below, byte[] body, string? contentType)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{api.Path}/{below}") { Content = new ByteArrayContent(body) };
        if (contentType is not null)
        {
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        return await api.SendAsync(request);
    }

    private static byte[] WithMacros()
    {
        using var bytes = new MemoryStream();
        bytes.Write(Samples.Document("referral.docx"));
        using (var zip = new System.IO.Compression.ZipArchive(bytes, System.IO.Compression.ZipArchiveMode.Update, leaveOpen: true))
        {
            using var part = zip.CreateEntry("word/vbaProject.bin").Open();
            part.Write(Encoding.ASCII.GetBytes("Sub AutoOpen()"));
        }

        return bytes.ToArray();
    }
}
