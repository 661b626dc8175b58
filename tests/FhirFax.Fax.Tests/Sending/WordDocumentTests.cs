using System.Text.Json.Nodes;
using FhirFax.Fax.Sending;
using FhirFax.Fax.Tests.Documents;
using FhirFax.Fax.Tests.Documents.Word;
using FhirFax.Fhir.Outcomes;
using FhirFax.Store.Content;
using FhirFax.Store.Faxes;

namespace FhirFax.Fax.Tests.Sending;

public sealed class WordDocumentTests
{
    private const string WordType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

    [Fact]
    public async Task Without_a_converter_it_is_handed_over_as_it_is()
    {
        await using var fax = await SendingFixture.CreateAsync();
        fax.TakesWordDocuments = true;
        var id = await fax.SentAsync(await LetterAsync(fax));
        var documents = (await fax.DeliveryAsync(id)).Documents;
        documents.Select(d => d.Type).ShouldBe(["PDF", "DOCX"]);
        documents[1].Size.ShouldBe(SendingFixture.Sample("referral.docx").Length);

        // How many pages the carrier will make of it nobody knows yet.
        (await fax.TextAsync(id)).ShouldNotContain(FaxUrls.FaxPageCountExtension);
    }

    [Fact]
    public async Task With_a_converter_its_PDF_is_handed_over()
    {
        using var office = new FakeOffice($"cp '{DocumentFixtures.PathOf("lo-letter.pdf")}' \"$pdf\"");
        await using var fax = await SendingFixture.CreateAsync(converter: office.Converter);
        fax.TakesWordDocuments = true;
        var id = await fax.SentAsync(await LetterAsync(fax));
        var document = (await fax.DeliveryAsync(id)).Documents[1];
        (document.Type, document.Size).ShouldBe(("PDF", DocumentFixtures.Bytes("lo-letter.pdf").LongLength));
        document.Pages.ShouldBeGreaterThan(0);
        (await fax.Store.Content.OpenAsync(SendingFixture.Key, document.Hash, default)).ShouldBeOfType<ContentRead.Available>().Stream.Dispose();
        (await fax.TextAsync(id)).ShouldContain(FaxUrls.FaxPageCountExtension);
    }

    [Fact]
    public async Task A_converter_that_fails_refuses_the_send_and_says_what_to_do()
    {
        using var office = new FakeOffice("exit 1");
        await using var fax = await SendingFixture.CreateAsync(converter: office.Converter);
        fax.TakesWordDocuments = true;
        var issue = await fax.OneIssueAsync(await LetterAsync(fax));
        issue.Text.ShouldBe("The Word document could not be converted to PDF; save it as PDF and send that.");
        issue.Expression.ShouldBe("Communication.payload[1].content");
    }

    [Fact]
    public async Task What_the_converter_makes_counts_towards_the_carriers_limit()
    {
        using var office = new FakeOffice($"cp '{DocumentFixtures.PathOf("lo-letter.pdf")}' \"$pdf\"");
        var limit = Encoded(SendingFixture.Sample("referral.pdf")) + Encoded(SendingFixture.Sample("referral.docx"));
        limit.ShouldBeLessThan(Encoded(SendingFixture.Sample("referral.pdf")) + Encoded(DocumentFixtures.Bytes("lo-letter.pdf")));
        var options = new SendingOptions { SubmitWait = TimeSpan.Zero, MaxEncodedBytes = limit };
        await using var fax = await SendingFixture.CreateAsync(options, converter: office.Converter);
        fax.TakesWordDocuments = true;
        (await fax.OneIssueAsync(await LetterAsync(fax))).Code.ShouldBe(IssueCode.TooLong);
    }

    [Fact]
    public async Task The_operation_of_the_other_dialect_refuses_it_and_says_where_it_is_sent()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var issue = await fax.OneIssueAsync(await LetterAsync(fax));
        issue.Code.ShouldBe(IssueCode.NotSupported);
        issue.Text.ShouldContain("/faxes/{faxId}/send");
    }

    [Fact]
    public async Task One_with_macros_is_refused()
    {
        await using var fax = await SendingFixture.CreateAsync();
        fax.TakesWordDocuments = true;
        var macros = DocxBytes.Letter().Part("word/vbaProject.bin", "x").ToBytes();
        (await fax.OneIssueAsync(await LetterAsync(fax, macros))).Text.ShouldContain("macros");
    }

    [Fact]
    public async Task One_that_is_declared_as_something_else_is_refused()
    {
        await using var fax = await SendingFixture.CreateAsync();
        fax.TakesWordDocuments = true;
        (await fax.OneIssueAsync(await LetterAsync(fax, declared: "application/pdf"))).Code.ShouldBe(IssueCode.Value);
    }

    private static long Encoded(byte[] bytes) => (bytes.Length + 2) / 3 * 4;

    /// <summary>A PDF and then a Word document.</summary>
    private static async Task<JsonObject> LetterAsync(SendingFixture fax, byte[]? word = null, string declared = WordType)
    {
        var communication = await fax.GoodAsync();
        var binary = await fax.UploadAsync(word ?? SendingFixture.Sample("referral.docx"), declared);
        communication["payload"]!.AsArray().Add(new JsonObject { ["contentAttachment"] = new JsonObject { ["contentType"] = declared, ["url"] = binary } });
        return communication;
    }
}
