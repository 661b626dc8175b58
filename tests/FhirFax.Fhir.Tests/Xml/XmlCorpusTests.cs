using System.Text;
using System.Xml;
using FhirFax.Fhir.Tests.Fixtures;

namespace FhirFax.Fhir.Tests.Xml;

/// <summary>Every example of the specification, through XML and back.</summary>
public class XmlCorpusTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_example_comes_back_equal(bool isPretty)
    {
        var different = new List<string>();
        foreach (var example in R4Examples.All)
        {
            var back = XmlForm.ToJson(XmlForm.Of(example.Json, isPretty));
            if (XmlForm.Canonical(Encoding.UTF8.GetBytes(back)) != XmlForm.Canonical(example.Json))
            {
                different.Add(example.Name);
            }
        }

        R4Examples.All.Count.ShouldBeGreaterThanOrEqualTo(728);
        different.ShouldBeEmpty();
    }

    [Fact]
    public void Every_example_is_one_well_formed_document_in_the_namespaces_of_fhir_and_xhtml()
    {
        foreach (var example in R4Examples.All)
        {
            using var xml = XmlReader.Create(new StringReader(XmlForm.Of(example.Json)), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            while (xml.Read())
            {
                if (xml.NodeType == XmlNodeType.Element)
                {
                    xml.NamespaceURI.ShouldBeOneOf("http://hl7.org/fhir", "http://www.w3.org/1999/xhtml");
                }
            }
        }
    }
}
