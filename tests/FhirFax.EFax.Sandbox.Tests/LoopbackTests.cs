using System.Globalization;
using System.Net;
using System.Text;
using FhirFax.EFax.Sandbox.Documents;
using FhirFax.EFax.Sandbox.Tests.Support;

namespace FhirFax.EFax.Sandbox.Tests;

/// <summary>What is sent to a number of the sandbox arrives there (efax-corporate-api.md 14.1).</summary>
public sealed class LoopbackTests
{
    [Fact]
    public async Task Several_documents_arrive_as_one_with_all_pages_in_order()
    {
        await using var sandbox = await SandboxClient.StartAsync();
        var documents = new[] { Pdf("first", 1), Pdf("second", 3), Pdf("third", 2) };
        var fax = new
        {
            destinations = new[] { new { fax_number = SandboxDefaults.Number } },
            documents = documents.Select(static document => new { document_type = "PDF", document_content = Convert.ToBase64String(document) }),
        };
        using (var response = await sandbox.CallAsync(HttpMethod.Post, "/faxes", fax))
        {
            response.StatusCode.ShouldBe(HttpStatusCode.Created);
        }

        await sandbox.AdvanceAsync(3600);
        var received = (await sandbox.GetAsync("/faxes/received"))["faxes"]!.AsArray().ShouldHaveSingleItem()!;

        received["pages"]!.GetValue<int>().ShouldBe(6);
        var image = Convert.FromBase64String((await sandbox.GetAsync($"/faxes/{received["fax_id"]}/image"))["image"]!.GetValue<string>());
        var text = Encoding.Latin1.GetString(image);
        text.IndexOf("(first)", StringComparison.Ordinal).ShouldBeLessThan(text.IndexOf("(second)", StringComparison.Ordinal));
        text.IndexOf("(second)", StringComparison.Ordinal).ShouldBeLessThan(text.IndexOf("(third)", StringComparison.Ordinal));
        text.ShouldContain("/Count 6");
    }

    [Fact]
    public void A_joined_document_can_be_joined_again_and_its_references_lead_to_objects()
    {
        var once = PlainPdf.Join([Text(Pdf("a", 2)), Text(Pdf("b", 1))])!;
        var twice = PlainPdf.Join([once, Text(Pdf("c", 4))])!;

        twice.ShouldContain("/Count 7");
        var xref = int.Parse(twice[(twice.IndexOf("startxref\n", StringComparison.Ordinal) + 10)..].Split('\n')[0], CultureInfo.InvariantCulture);
        twice[xref..].ShouldStartWith("xref\n0 ");
        var lines = twice[xref..].Split('\n');
        for (var number = 1; number < int.Parse(lines[1].Split(' ')[1], CultureInfo.InvariantCulture); number++)
        {
            if (lines[number + 2].Contains('n'))
            {
                twice[int.Parse(lines[number + 2][..10], CultureInfo.InvariantCulture)..].ShouldStartWith($"{number} 0 obj");
            }
        }
    }

    [Theory]
    [InlineData("not a pdf")]
    [InlineData("%PDF-1.5 1 0 obj << /Type /ObjStm >> endobj")]
    [InlineData("%PDF-1.4 1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj trailer << /Root 1 0 R >>")]
    [InlineData("%PDF-1.4 1 0 obj << /Length 5 >>\nstream\nabc")]
    public void What_cannot_be_taken_apart_is_not_joined(string file) => PlainPdf.Join([Text(Pdf("a", 1)), file]).ShouldBeNull();

    private static string Text(byte[] file) => Encoding.Latin1.GetString(file);

    /// <summary>Its content stream holds what looks like the end of an object, and like a reference.</summary>
    private static byte[] Pdf(string text, int pages)
    {
        var content = $"BT ({text}) Tj ET % endstream endobj 9 0 R";
        var file = new StringBuilder("%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n");
        file.Append(CultureInfo.InvariantCulture, $"2 0 obj\n<< /Type /Pages /Count {pages} /Kids [{string.Join(' ', Enumerable.Range(4, pages).Select(static n => $"{n} 0 R"))}] >>\nendobj\n");
        file.Append(CultureInfo.InvariantCulture, $"3 0 obj\n<< /Length {content.Length} >>\nstream\n{content}\nendstream\nendobj\n");
        foreach (var page in Enumerable.Range(4, pages))
        {
            file.Append(CultureInfo.InvariantCulture, $"{page} 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 3 0 R >>\nendobj\n");
        }

        return Encoding.Latin1.GetBytes(file.Append("trailer\n<< /Root 1 0 R >>\n%%EOF\n").ToString());
    }
}
