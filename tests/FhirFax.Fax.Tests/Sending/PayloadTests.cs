using System.Text;
using System.Text.Json.Nodes;
using FhirFax.Fax.Sending;
using FhirFax.Fhir.Outcomes;

namespace FhirFax.Fax.Tests.Sending;

public sealed class PayloadTests
{
    [Theory]
    [InlineData("referral.pdf", "application/pdf")]
    [InlineData("lab-result.png", "image/png")]
    [InlineData("x-ray.jpg", "image/jpeg")]
    [InlineData("x-ray.jpg", "IMAGE/JPG")]
    [InlineData("referral.pdf", "application/pdf; charset=binary")]
    [InlineData("referral.pdf", "application/octet-stream")]
    public async Task A_supported_document_is_pinned_as_pdf(string sample, string contentType)
    {
        await using var fax = await SendingFixture.CreateAsync();
        var delivery = await SendOneAsync(fax, Attachment(await fax.UploadSampleAsync(sample, contentType), contentType));
        var document = delivery.Documents.ShouldHaveSingleItem();
        document.Type.ShouldBe("PDF");
        document.Pages.ShouldBeGreaterThan(0);
        var content = (await fax.Store.Content.OpenAsync(SendingFixture.Key, document.Hash, default)).ShouldBeOfType<Store.Content.ContentRead.Available>();
        await using var stream = content.Stream;
        content.Size.ShouldBe(document.Size);
        var head = new byte[5];
        await stream.ReadExactlyAsync(head);
        Encoding.ASCII.GetString(head).ShouldBe("%PDF-");
    }

    [Fact]
    public async Task Inline_data_is_sent_like_an_uploaded_document()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var inline = new JsonObject
        {
            ["contentAttachment"] = new JsonObject { ["contentType"] = "application/pdf", ["data"] = Convert.ToBase64String(SendingFixture.Sample("referral.pdf")) },
        };
        var uploaded = Attachment(await fax.UploadSampleAsync("referral.pdf", "application/pdf"), "application/pdf");
        var delivery = await SendOneAsync(fax, inline, uploaded);
        delivery.Documents.Count.ShouldBe(2);
        delivery.Documents[0].ShouldBe(delivery.Documents[1]);
    }

    [Fact]
    public async Task A_document_that_was_sent_before_counts_as_many_pages_and_is_refused_under_another_type()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var first = await SendOneAsync(fax, Attachment(await fax.UploadSampleAsync("referral.pdf", "application/pdf"), "application/pdf"));
        var again = await fax.UploadSampleAsync("referral.pdf", "application/pdf");

        var second = SendingFixture.Communication(again, await fax.OrganizationAsync("+15551234568"));
        (await fax.DeliveryAsync(await fax.SentAsync(second))).Documents.ShouldBe(first.Documents);
        var mislabelled = SendingFixture.Communication("unused", await fax.OrganizationAsync("+15551234569"));
        mislabelled["payload"] = new JsonArray(Attachment(again, "image/png"));

        var issue = await fax.SendAsync(mislabelled);
        issue.ShouldBeOfType<SendResult.Problem>().Reason.Outcome.Issues.ShouldHaveSingleItem().Text.ShouldNotBeNull().ShouldContain("image/png");
    }

    [Fact]
    public async Task A_reference_to_a_binary_or_a_current_document_is_sent()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var binary = await fax.UploadSampleAsync("referral.pdf", "application/pdf");
        var document = await fax.PutAsync($$$"""
            {"resourceType":"DocumentReference","status":"current","content":[
              {"attachment":{"contentType":"text/xml","url":"https://elsewhere.example/cda.xml"}},
              {"attachment":{"contentType":"application/pdf","url":"{{{binary}}}"}}]}
            """);
        var contained = JsonNode.Parse($$$"""
            [{"resourceType":"DocumentReference","id":"doc","status":"current","content":[{"attachment":{"url":"{{{binary}}}"}}]}]
            """);
        var communication = SendingFixture.Communication("unused", await fax.OrganizationAsync());
        communication["contained"] = contained;
        communication["payload"] = new JsonArray(Reference(binary), Reference(document), Reference("#doc"));
        (await fax.DeliveryAsync(await fax.SentAsync(communication))).Documents.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData("superseded", "not current")]
    [InlineData("entered-in-error", "not current")]
    public async Task A_document_that_is_not_current_is_refused(string status, string text)
    {
        await using var fax = await SendingFixture.CreateAsync();
        var binary = await fax.UploadSampleAsync("referral.pdf", "application/pdf");
        var document = await fax.PutAsync($$$"""{"resourceType":"DocumentReference","status":"{{{status}}}","content":[{"attachment":{"url":"{{{binary}}}"}}]}""");
        (await IssueAsync(fax, Reference(document))).Text.ShouldContain(text);
    }

    [Fact]
    public async Task A_url_with_a_version_sends_that_version()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var binary = await fax.UploadSampleAsync("referral.pdf", "application/pdf");
        await fax.UploadSampleAsync("x-ray.jpg", "image/jpeg", binary.Split('/')[1]);
        var first = await SendOneAsync(fax, Attachment($"{binary}/_history/1", "application/pdf"));
        first.Documents[0].Size.ShouldBe(SendingFixture.Sample("referral.pdf").Length);
        (await IssueAsync(fax, Attachment($"{binary}/_history/3", "application/pdf"))).Code.ShouldBe(IssueCode.NotFound);
    }

    [Fact]
    public async Task Text_is_refused_with_the_place_where_it_belongs()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var issue = await IssueAsync(fax, new JsonObject { ["contentString"] = "Please call" });
        issue.Text.ShouldContain("note");
        issue.Expression.ShouldBe("Communication.payload[0].content");
    }

    [Theory]
    [InlineData("image/png", "image/png")]
    [InlineData("text/plain", "text/plain")]
    [InlineData("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "wordprocessingml")]
    public async Task A_mislabelled_document_is_refused_naming_both_types(string declared, string named)
    {
        await using var fax = await SendingFixture.CreateAsync();
        var issue = await IssueAsync(fax, Attachment(await fax.UploadSampleAsync("referral.pdf", "application/pdf"), declared));
        issue.Text.ShouldContain(named);
        issue.Text.ShouldContain("application/pdf");
    }

    [Fact]
    public async Task The_type_of_the_binary_counts_too()
    {
        await using var fax = await SendingFixture.CreateAsync();
        (await IssueAsync(fax, Attachment(await fax.UploadSampleAsync("referral.pdf", "image/jpeg"), null))).Text.ShouldContain("image/jpeg");
    }

    [Theory]
    [InlineData("Hello, this is text.", "text/plain", IssueCode.NotSupported)]
    [InlineData("%PDF-1.4 and then nothing", "application/pdf", IssueCode.Value)]
    public async Task A_document_that_cannot_be_faxed_is_refused(string bytes, string contentType, string code)
    {
        await using var fax = await SendingFixture.CreateAsync();
        var issue = await IssueAsync(fax, Attachment(await fax.UploadAsync(Encoding.ASCII.GetBytes(bytes), contentType), contentType));
        issue.Code.ShouldBe(code);
        issue.Expression.ShouldBe("Communication.payload[0].content");
    }

    [Theory]
    [InlineData("https://elsewhere.example/letter.pdf", IssueCode.NotSupported)]
    [InlineData("file:///etc/passwd", IssueCode.NotSupported)]
    [InlineData("Patient/1", IssueCode.NotSupported)]
    [InlineData("Binary/missing", IssueCode.NotFound)]
    public async Task An_attachment_elsewhere_is_refused_and_never_fetched(string url, string code)
    {
        await using var fax = await SendingFixture.CreateAsync();
        (await IssueAsync(fax, Attachment(url, "application/pdf"))).Code.ShouldBe(code);
    }

    [Theory]
    [InlineData("""{"contentAttachment":{"title":"nothing"}}""")]
    [InlineData("""{"contentAttachment":{"data":"JVBERi0=","url":"Binary/1"}}""")]
    [InlineData("""{"contentReference":{"reference":"Organization/org"}}""")]
    [InlineData("""{"contentReference":{"display":"the letter"}}""")]
    public async Task Content_that_is_no_document_is_refused(string payload)
    {
        await using var fax = await SendingFixture.CreateAsync();
        await fax.PutAsync("""{"resourceType":"Organization","id":"org"}""");
        (await IssueAsync(fax, JsonNode.Parse(payload)!.AsObject())).Expression.ShouldBe("Communication.payload[0].content");
    }

    [Fact]
    public async Task The_size_that_counts_is_the_encoded_one()
    {
        var pdf = SendingFixture.Sample("referral.pdf").Length;
        await using var fits = await SendingFixture.CreateAsync(new SendingOptions { SubmitWait = TimeSpan.Zero, MaxEncodedBytes = (pdf + 2) / 3 * 4 });
        await fits.SentAsync(await fits.GoodAsync());

        await using var exceeds = await SendingFixture.CreateAsync(new SendingOptions { SubmitWait = TimeSpan.Zero, MaxEncodedBytes = ((pdf + 2) / 3 * 4) - 1 });
        var issue = await exceeds.OneIssueAsync(await exceeds.GoodAsync());
        issue.Code.ShouldBe(IssueCode.TooLong);
        issue.Expression.ShouldBe("Communication.payload");
    }

    [Fact]
    public async Task Too_many_documents_and_none_are_refused()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var binary = await fax.UploadSampleAsync("referral.pdf", "application/pdf");
        var communication = await fax.GoodAsync();
        communication["payload"] = new JsonArray([.. Enumerable.Range(0, 26).Select(_ => Attachment(binary, null))]);
        (await fax.OneIssueAsync(communication)).Text.ShouldContain("25");

        communication.Remove("payload");
        (await fax.OneIssueAsync(communication)).Expression.ShouldBe("Communication.payload");
    }

    private static JsonObject Attachment(string url, string? contentType)
    {
        var attachment = new JsonObject { ["url"] = url };
        if (contentType is not null)
        {
            attachment["contentType"] = contentType;
        }

        return new JsonObject { ["contentAttachment"] = attachment };
    }

    private static JsonObject Reference(string reference) => new() { ["contentReference"] = new JsonObject { ["reference"] = reference } };

    private static async Task<Store.Faxes.DeliveryRecord> SendOneAsync(SendingFixture fax, params JsonObject[] payloads) =>
        await fax.DeliveryAsync(await fax.SentAsync(await WithAsync(fax, payloads)));

    private static async Task<Issue> IssueAsync(SendingFixture fax, params JsonObject[] payloads) => await fax.OneIssueAsync(await WithAsync(fax, payloads));

    private static async Task<JsonObject> WithAsync(SendingFixture fax, JsonObject[] payloads)
    {
        var communication = SendingFixture.Communication("unused", await fax.OrganizationAsync());
        communication["payload"] = new JsonArray([.. payloads]);
        return communication;
    }
}
