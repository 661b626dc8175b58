using System.Text;
using FhirFax.Fax.Documents;

namespace FhirFax.Fax.Tests.Documents;

public class DocumentSnifferTests
{
    [Theory]
    [InlineData("%PDF-1.4", DocumentType.Pdf)]
    [InlineData("\u00EF\u00BB\u00BF%PDF-2.0", DocumentType.Pdf)]
    [InlineData("\u00FF\u00D8\u00FF\u00E0", DocumentType.Jpeg)]
    [InlineData("\u0089PNG\r\n\u001A\n", DocumentType.Png)]
    [InlineData("II*\0", DocumentType.Tiff)]
    [InlineData("MM\0*", DocumentType.Tiff)]
    [InlineData("II+\0", DocumentType.Tiff)]
    [InlineData("GIF89a", null)]
    [InlineData("\u0089PNG\n\u001A\n", null)]
    [InlineData("%PDF", null)]
    [InlineData("PK\u0003\u0004", null)]
    [InlineData("", null)]
    public void The_first_bytes_decide(string head, DocumentType? expected) =>
        DocumentSniffer.Sniff(Encoding.Latin1.GetBytes(head)).ShouldBe(expected);

    [Theory]
    [InlineData(1024, true)]
    [InlineData(1025, false)]
    public void A_PDF_may_have_a_kilobyte_before_its_header(int junk, bool isPdf) =>
        DocumentSniffer.Sniff(Encoding.Latin1.GetBytes(new string('x', junk) + "%PDF-1.4 and more")).HasValue.ShouldBe(isPdf);
}
