using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using FhirFax.Server.Tests.Support;

namespace FhirFax.Server.Tests.Faxes.Files;

/// <summary>fax-lifecycle-api.md 6, 8.5 and 8.6 over HTTP.</summary>
public sealed class UploadTests(FaxesServer server) : IClassFixture<FaxesServer>
{
    [Fact]
    public async Task A_Word_document_with_macros_is_refused_in_words()
    {
        using var api = await server.ApiAsync();
        var reply = await api.UploadAsync(await DraftAsync(api), ("letter.docx", WithMacros()));
        reply.ShouldBeError(400, "FAX_FILE_TYPE_NOT_SUPPORTED");
        ((string?)reply.Errors[0]["message"]).ShouldNotBeNull().ShouldContain("macros");
    }

    [Fact]
    public async Task A_draft_with_a_Word_document_is_sent_by_this_dialect_and_not_by_the_other()
    {
        using var api = await server.ApiAsync();
        using var fhir = server.Fhir();
        var id = await DraftAsync(api);
        (await api.UploadAsync(id, ("letter.docx", Samples.Document("referral.docx")))).Status.ShouldBe(HttpStatusCode.Created);
        (await api.PatchAsync(id, """{"receiver":"+15551234567"}""")).Status.ShouldBe(HttpStatusCode.OK);

        var refused = await fhir.PostAsync($"Communication/{id}/$send-efax", null);
        refused.Status.ShouldBe(HttpStatusCode.UnprocessableEntity, refused.Text);
        refused.IssueCode.ShouldBe("not-supported");
        refused.IssueText.ShouldContain("/faxes/{faxId}/send");
        ((string?)(await api.GetAsync(id)).Fax["status"]).ShouldBe("DRAFT");

        ((string?)(await SendAsync(api, id))["status"]).ShouldBe("SENT");
    }

    [Fact]
    public async Task A_file_that_cannot_be_faxed_is_named_when_the_draft_is_sent()
    {
        using var api = await server.ApiAsync();
        var id = await DraftAsync(api);
        (await api.UploadAsync(id, ("good.pdf", Samples.Pdf()), ("torn.pdf", Samples.Pdf()[..40]))).Status.ShouldBe(HttpStatusCode.Created);
        (await api.PatchAsync(id, """{"receiver":"+15551234567"}""")).Status.ShouldBe(HttpStatusCode.OK);
        var reply = await api.PostAsync($"{id}/send");
        reply.ShouldBeInvalid(("files", "unknownValue"));
        ((string?)reply.Errors[0]["message"]).ShouldNotBeNull().ShouldStartWith("torn.pdf: ");
    }

    [Fact]
    public async Task An_empty_file_is_refused()
    {
        using var api = await server.ApiAsync();
        var details = (await api.UploadAsync(await DraftAsync(api), ("a.txt", "text"u8.ToArray()), ("b.pdf", []))).ShouldBeError(400, "FAX_FILE_EMPTY");
        ((string?)details["originalName"]).ShouldBe("b.pdf");
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
