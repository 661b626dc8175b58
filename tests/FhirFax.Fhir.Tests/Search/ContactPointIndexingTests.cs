using System.Text;
using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Json;
using FhirFax.Fhir.Search;

namespace FhirFax.Fhir.Tests.Search;

public class ContactPointIndexingTests
{
    private static readonly SearchIndexer Indexer = new(R4Definitions.Current);

    [Fact]
    public void An_organization_is_found_by_its_own_telecom_and_its_contacts()
    {
        Telecoms("""
            {"resourceType":"Organization","telecom":[{"system":"fax","value":"+15551234567"}],
             "contact":[{"telecom":[{"system":"email","value":"desk@example.org"}]}]}
            """).ShouldBe(["fax|+15551234567", "email|desk@example.org"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("fax", "+1 (555) 123-4567", "fax|+1 (555) 123-4567,fax|+15551234567")]
    [InlineData("phone", "+44\u00A020\u20137946.0018", "phone|+44\u00A020\u20137946.0018,phone|+442079460018")]
    [InlineData("fax", "555/1234", "fax|555/1234,fax|5551234")]
    [InlineData("fax", "+15551234567", "fax|+15551234567")]
    [InlineData("fax", "555 1234 x5", "fax|555 1234 x5")]
    [InlineData("fax", "1+2 3", "fax|1+2 3")]
    [InlineData("fax", "( )", "fax|( )")]
    [InlineData("email", "12-34", "email|12-34")]
    public void A_telephone_number_is_also_found_without_separators(string system, string value, string expected) =>
        Telecoms($$"""{"resourceType":"Practitioner","telecom":[{"system":"{{system}}","value":"{{value}}"}]}""")
            .ShouldBe(expected.Split(','), ignoreOrder: true);

    private static List<string> Telecoms(string json)
    {
        ResourceDocument.TryParse(Encoding.UTF8.GetBytes(json), out var document, out _).ShouldBeTrue();
        using (document)
        {
            return Indexer.Index(document!).OfType<IndexEntry.Token>().Where(t => t.Parameter == "telecom").Select(t => $"{t.System}|{t.Code}").ToList();
        }
    }
}
