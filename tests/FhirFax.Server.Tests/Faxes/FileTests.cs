using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using FhirFax.Server.Tests.Support;

namespace FhirFax.Server.Tests.Faxes;

/// <summary>Cases 21 to 28 of fax-lifecycle-api.md 14.</summary>
public sealed class FileTests(FaxesServer server) : IClassFixture<FaxesServer>
{
    private const int MostBytes = 104_857_600;

    private static readonly byte[] Jpeg = Samples.Document("x-ray.jpg");
    private static readonly byte[] Png = Samples.Document("lab-result.png");
    private static readonly byte[] Docx = Samples.Document("referral.docx");

    [Fact]
    public async Task Case_21_one_file_of_each_type_in_their_order()
    {
        using var api = await server.ApiAsync();
        var id = await DraftAsync(api);
        var reply = await api.UploadAsync(
            id, ("ONE.JPG", Jpeg), ("two.JPEG", Jpeg), ("three.PNG", Png), ("four.Pdf", Samples.Pdf()), ("five.DOCX", Docx));

        reply.Status.ShouldBe(HttpStatusCode.Created, reply.Text);
        var files = Files(reply.Fax);
        files.Select(file => (string?)file["originalName"]).ShouldBe(["ONE.JPG", "two.JPEG", "three.PNG", "four.Pdf", "five.DOCX"]);
        files.Select(file => (string?)file["contentType"]).ShouldBe(
            ["image/jpeg", "image/jpeg", "image/png", "application/pdf", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"]);
        files.Select(file => (long)file["size"]!).ShouldBe([Jpeg.Length, Jpeg.Length, Png.Length, files[3]["size"]!.GetValue<long>(), Docx.Length]);
        foreach (var file in files)
        {
            file.Select(property => property.Key).ShouldBe(["id", "originalName", "contentType", "size", "storageKey"]);
            ((string?)file["storageKey"]).ShouldBe($"clinic/live/faxes/{id}/files/{file["id"]}");
        }

        files.Select(file => (string?)file["id"]).Distinct().Count().ShouldBe(5);
        (await api.GetAsync(id)).Text.ShouldBe(reply.Text);
    }

    [Fact]
    public async Task Case_22_other_types_are_refused_by_name_and_by_bytes()
    {
        using var api = await server.ApiAsync();
        var id = await DraftAsync(api);
        foreach (var name in (string[])["notes.txt", "renamed.pdf"])
        {
            var details = (await api.UploadAsync(id, (name, Encoding.UTF8.GetBytes("plain text")))).ShouldBeError(400, "FAX_FILE_TYPE_NOT_SUPPORTED");
            ((string?)details["originalName"]).ShouldBe(name);
            details["allowedTypes"]!.ToJsonString().ShouldBe("""["jpg","jpeg","png","pdf","docx"]""");
        }

        (await api.UploadAsync(id, ("empty.pdf", []))).ShouldBeError(400, "FAX_FILE_EMPTY");
        Files((await api.GetAsync(id)).Fax).ShouldBeEmpty();
    }

    [Fact]
    public async Task Case_23_ten_files_are_the_limit()
    {
        using var api = await server.ApiAsync();
        var id = await DraftAsync(api);
        (await api.UploadAsync(id, [.. Enumerable.Range(1, 9).Select(i => ($"{i}.pdf", Samples.Pdf()))])).Status.ShouldBe(HttpStatusCode.Created);

        var details = (await api.UploadAsync(id, ("10.pdf", Samples.Pdf()), ("11.pdf", Samples.Pdf()))).ShouldBeError(400, "FAX_FILES_LIMIT_EXCEEDED");
        details.ToJsonString().ShouldBe("""{"limit":10,"current":9,"attempted":2}""");
        var files = Files((await api.GetAsync(id)).Fax);
        files.Count.ShouldBe(9);

        (await api.DeleteAsync($"{id}/files/{files[0]["id"]}")).Status.ShouldBe(HttpStatusCode.OK);
        Files((await api.UploadAsync(id, ("10.pdf", Samples.Pdf()), ("11.pdf", Samples.Pdf()))).Fax).Select(file => (string?)file["originalName"])
            .ShouldBe([.. Enumerable.Range(2, 8).Select(i => $"{i}.pdf"), "10.pdf", "11.pdf"]);
    }

    [Fact]
    public async Task Case_24_all_bytes_together_are_counted_to_the_last()
    {
        using var api = await server.ApiAsync();
        var id = await DraftAsync(api);
        (await api.UploadAsync(id, ("first.pdf", Pdf(10)))).Status.ShouldBe(HttpStatusCode.Created);

        var details = (await UploadAsync(api, id, MostBytes - 9)).ShouldBeError(400, "FAX_FILES_SIZE_EXCEEDED");
        details.ToJsonString().ShouldBe($$"""{"limitBytes":{{MostBytes}},"currentBytes":10,"attemptedBytes":{{MostBytes - 9}}}""");
        Files((await api.GetAsync(id)).Fax).Count.ShouldBe(1);

        var exactly = await UploadAsync(api, id, MostBytes - 10);
        exactly.Status.ShouldBe(HttpStatusCode.Created, exactly.Text);
        Files(exactly.Fax).Sum(file => (long)file["size"]!).ShouldBe(MostBytes);
        (await api.UploadAsync(id, ("more.pdf", Pdf(5)))).ShouldBeError(400, "FAX_FILES_SIZE_EXCEEDED");
    }

    [Fact]
    public async Task Case_25_one_bad_file_spoils_the_request()
    {
        using var api = await server.ApiAsync();
        var id = await DraftAsync(api);
        (await api.UploadAsync(id, ("good.pdf", Samples.Pdf()), ("bad.exe", [1, 2, 3]))).ShouldBeError(400, "FAX_FILE_TYPE_NOT_SUPPORTED");
        Files((await api.GetAsync(id)).Fax).ShouldBeEmpty();
    }

    [Fact]
    public async Task Case_26_an_upload_is_multipart()
    {
        using var api = await server.ApiAsync();
        var id = await DraftAsync(api);
        (await api.PostAsync($"{id}/files", "{}")).ShouldBeError(415, "MEDIA_TYPE_NOT_SUPPORTED");
        (await api.SendAsync(HttpMethod.Post, $"{id}/files", "broken", ("Content-Type", "multipart/form-data; boundary=x"))).ShouldBeError(400, "REQUEST_BODY_NOT_READABLE");
        (await api.SendAsync(HttpMethod.Post, $"{id}/files", "--x\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\n1\r\n--x--\r\n", ("Content-Type", "multipart/form-data; boundary=x")))
            .ShouldBeInvalid(("files", "required"));
        (await api.UploadAsync(Guid.NewGuid().ToString(), ("notes.txt", [1]))).ShouldBeError(404, "FAX_NOT_FOUND");
    }

    [Fact]
    public async Task Case_27_a_file_is_deleted_once_and_its_document_with_it()
    {
        using var api = await server.ApiAsync();
        using var fhir = server.Fhir();
        var id = await DraftAsync(api);
        var file = Files((await api.UploadAsync(id, ("one.pdf", Samples.Pdf()))).Fax)[0];
        var binary = (string)(await fhir.GetAsync($"Communication/{id}")).Json["payload"]![0]!["contentAttachment"]!["url"]!;
        (await fhir.GetAsync(binary)).Status.ShouldBe(HttpStatusCode.OK);

        var deleted = await api.DeleteAsync($"{id}/files/{file["id"]}");
        deleted.Status.ShouldBe(HttpStatusCode.OK);
        deleted.Text.ShouldBeEmpty();
        var details = (await api.DeleteAsync($"{id}/files/{file["id"]}")).ShouldBeError(404, "FAX_FILE_NOT_FOUND");
        ((string?)details["faxId"], (string?)details["id"]).ShouldBe((id, (string?)file["id"]));
        (await fhir.GetAsync(binary)).Status.ShouldBe(HttpStatusCode.Gone);
        (await fhir.GetAsync($"Communication/{id}")).Json["payload"].ShouldBeNull();
    }

    [Fact]
    public async Task A_file_that_a_FHIR_client_put_to_a_draft_is_there_too_and_is_its_own()
    {
        using var api = await server.ApiAsync();
        using var fhir = server.Fhir();
        var id = await DraftAsync(api);
        var binary = (await fhir.SendAsync(HttpMethod.Post, "Binary", Samples.Pdf(), "application/pdf")).Id;
        var communication = (await fhir.GetAsync($"Communication/{id}")).Json;
        communication["payload"] = new JsonArray(
            new JsonObject { ["contentString"] = "Not a file" },
            new JsonObject { ["contentAttachment"] = new JsonObject { ["contentType"] = "application/pdf", ["url"] = $"Binary/{binary}" } });
        (await fhir.PutAsync($"Communication/{id}", communication.ToJsonString())).Status.ShouldBe(HttpStatusCode.OK);

        var file = Files((await api.GetAsync(id)).Fax).ShouldHaveSingleItem();
        ((long)file["size"]!).ShouldBeGreaterThan(100);
        ((string?)file["originalName"]).ShouldBe("document-1.pdf");
        (await api.DeleteAsync($"{id}/files/{file["id"]}")).Status.ShouldBe(HttpStatusCode.OK);
        (await fhir.GetAsync($"Communication/{id}")).Json["payload"]!.AsArray().Count.ShouldBe(1);
        (await fhir.GetAsync($"Binary/{binary}")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_deleted_draft_takes_its_documents_along()
    {
        using var api = await server.ApiAsync();
        using var fhir = server.Fhir();
        var id = await DraftAsync(api);
        await api.UploadAsync(id, ("one.pdf", Samples.Pdf()));
        var binary = (string)(await fhir.GetAsync($"Communication/{id}")).Json["payload"]![0]!["contentAttachment"]!["url"]!;
        (await api.DeleteAsync(id)).Status.ShouldBe(HttpStatusCode.OK);
        (await fhir.GetAsync(binary)).Status.ShouldBe(HttpStatusCode.Gone);
    }

    private static async Task<string> DraftAsync(FaxApi api) => (string)(await api.CreateAsync())["id"]!;

    private static IReadOnlyList<JsonObject> Files(JsonObject fax) => [.. fax["files"]!.AsArray().Select(file => file!.AsObject())];

    /// <summary>Starts like a PDF, which is all that an upload looks at.</summary>
    private static byte[] Pdf(int length)
    {
        var pdf = new byte[length];
        "%PDF-"u8.CopyTo(pdf);
        return pdf;
    }

    private static async Task<FaxReply> UploadAsync(FaxApi api, string id, int length)
    {
        using var body = new MultipartFormDataContent();
        var part = new ByteArrayContent(Pdf(length));
        part.Headers.ContentType = new MediaTypeHeaderValue("application/pdf");
        body.Add(part, "files", "large.pdf");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{api.Path}/{id}/files") { Content = body };
        return await api.SendAsync(request);
    }
}
