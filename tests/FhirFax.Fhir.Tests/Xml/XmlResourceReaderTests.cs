using System.Text;
using FhirFax.Fhir.Xml;
using FsCheck;
using FsCheck.Fluent;

namespace FhirFax.Fhir.Tests.Xml;

public class XmlResourceReaderTests
{
    private const string Namespace = "xmlns=\"http://hl7.org/fhir\"";
    private const string Xhtml = "xmlns=\"http://www.w3.org/1999/xhtml\"";

    [Theory]
    [InlineData("<id value=\"p\"/><active value=\"true\"/>", """{"resourceType":"Patient","id":"p","active":true}""")]
    [InlineData("<multipleBirthInteger value=\"2\"/>", """{"resourceType":"Patient","multipleBirthInteger":2}""")]
    [InlineData("<birthDate id=\"b\"><extension url=\"u\"><valueDecimal value=\"1.50\"/></extension></birthDate>", """{"resourceType":"Patient","_birthDate":{"id":"b","extension":[{"url":"u","valueDecimal":1.50}]}}""")]
    [InlineData("<name><given value=\"A\"/><given id=\"x\"/><given value=\"C\"/></name>", """{"resourceType":"Patient","name":[{"given":["A",null,"C"],"_given":[null,{"id":"x"},null]}]}""")]
    [InlineData("<name><given id=\"x\"></given></name>", """{"resourceType":"Patient","name":[{"_given":[{"id":"x"}]}]}""")]
    [InlineData("<birthDate value=\"1970\"> </birthDate>", """{"resourceType":"Patient","birthDate":"1970"}""")]
    [InlineData("<contained><Basic/></contained>", """{"resourceType":"Patient","contained":[{"resourceType":"Basic"}]}""")]
    [InlineData("<!-- a --><?b c?>\n  <active value=\"true\"/><!-- d -->\n", """{"resourceType":"Patient","active":true}""")]
    [InlineData("<name/>", """{"resourceType":"Patient","name":[{}]}""")]
    [InlineData("<language value=\"&lt;&#10;&amp;&#x1F600;\"/>", """{"resourceType":"Patient","language":"<\n&😀"}""")]
    public void Elements_become_members(string xml, string json) => XmlForm.ToJson($"<Patient {Namespace}>{xml}</Patient>").ShouldBe(json.Replace("😀", "\\uD83D\\uDE00", StringComparison.Ordinal));

    [Fact]
    public void Prefixes_schema_hints_declaration_and_byte_order_mark_say_nothing_of_the_resource() =>
        XmlForm.ToJson(
            "\uFEFF<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>\n<!-- c -->"
            + "<f:Basic xmlns:f=\"http://hl7.org/fhir\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"a b\"><f:id value=\"b\"/></f:Basic>")
        .ShouldBe("""{"resourceType":"Basic","id":"b"}""");

    [Theory]
    [InlineData($"<div {Xhtml}>a<br/>b &#160;&lt; <p title='>'>c</p>\r\n</div>")]
    [InlineData($"<div {Xhtml} lang=\"en\"><!-- x --><div><div/></div></div>")]
    public void Narrative_is_kept_as_it_was_written(string div) =>
        Narrative($"<text><status value=\"generated\"/>\n\n  {div}\n</text><code><text value=\"after\"/></code>").ShouldBe(div);

    [Fact]
    public void Narrative_that_leans_on_what_surrounds_it_is_rewritten_to_stand_alone()
    {
        var xml = $"<Basic {Namespace} xmlns:h=\"http://www.w3.org/1999/xhtml\"><text><status value=\"generated\"/>"
            + "<h:div xml:lang=\"en\">a<h:br/> <h:b title=\"&quot;&amp;\">c</h:b></h:div></text></Basic>";
        using var json = System.Text.Json.JsonDocument.Parse(XmlForm.ToJson(xml));
        json.RootElement.GetProperty("text").GetProperty("div").GetString().ShouldBe(
            $"<div xml:lang=\"en\" {Xhtml}>a<br /> <b title=\"&quot;&amp;\">c</b></div>");
    }

    [Theory]
    [InlineData("<birthDate value=\"1970\"/><active value=\"true\"/>", "Patient.active", "must stand before 'birthDate'")]
    [InlineData("<name/><birthDate value=\"1970\"/><name/>", "Patient.name", "must stand before 'birthDate'")]
    [InlineData("<active value=\"true\"/><active value=\"true\"/>", "Patient.active", "only once")]
    [InlineData("<active value=\"yes\"/>", "Patient.active", "not a valid boolean")]
    [InlineData("<multipleBirthInteger value=\"01\"/>", "Patient.multipleBirth", "not a valid integer")]
    [InlineData("<multipleBirthInteger value=\" 1\"/>", "Patient.multipleBirth", "not a valid integer")]
    [InlineData("<multipleBirthInteger value=\"1, 2\"/>", "Patient.multipleBirth", "not a valid integer")]
    [InlineData("<multipleBirthInteger value=\"\"/>", "Patient.multipleBirth", "not a valid integer")]
    [InlineData("<active value=\"\"/>", "Patient.active", "not a valid boolean")]
    [InlineData("<extension url=\"u\"><valueDecimal value=\"\"/></extension>", "Patient.extension[0].value", "not a valid decimal")]
    [InlineData("<active/>", "Patient.active", "neither a value nor an extension")]
    [InlineData("<name><given value=\"a\"/><given/></name>", "Patient.name[0].given[1]", "neither a value nor an extension")]
    [InlineData("<nmae/>", "Patient.nmae", "not known in Patient")]
    [InlineData("<name value=\"x\"/>", "Patient.name[0]", "attribute 'value' is not known in HumanName")]
    [InlineData("<active value=\"true\" when=\"now\"/>", "Patient.active", "attribute 'when' is not known")]
    [InlineData("<active>true</active>", "Patient.active", "Text is not allowed")]
    [InlineData("<![CDATA[x]]>", "Patient", "Text is not allowed")]
    [InlineData("<extension><url value=\"u\"/><valueCode value=\"c\"/></extension>", "Patient.extension[0].url", "is an attribute")]
    [InlineData("<active xmlns=\"http://other\" value=\"true\"/>", "Patient.active", "namespace http://hl7.org/fhir")]
    [InlineData("<text><status value=\"generated\"/><div>a</div></text>", "Patient.text.div", "namespace http://www.w3.org/1999/xhtml")]
    [InlineData("<contained/>", "Patient.contained[0]", "must hold one resource, not 0")]
    [InlineData("<contained><Basic/><Basic/></contained>", "Patient.contained[0]", "must hold one resource, not 2")]
    [InlineData("<contained><Nothing/></contained>", "Patient.contained[0]", "'Nothing' is not a resource type")]
    public void What_only_xml_can_get_wrong_is_refused_with_its_element(string xml, string expression, string text)
    {
        var problems = XmlForm.Problems($"<Patient {Namespace}>{xml}</Patient>");
        problems[0].Expression.ShouldBe(expression);
        problems[0].Text.ShouldContain(text);
    }

    [Fact]
    public void All_problems_come_at_once() =>
        XmlForm.Problems($"<Patient {Namespace}><nmae/><active value=\"maybe\"/><name><foo/></name></Patient>").Select(p => p.Expression)
            .ShouldBe(["Patient.nmae", "Patient.active", "Patient.name[0].foo"]);

    [Theory]
    [InlineData("", "empty")]
    [InlineData("{\"resourceType\":\"Patient\"}", "malformed at line 1")]
    [InlineData("<Patient xmlns=\"http://hl7.org/fhir\"><active value=\"true\"></Patient>", "malformed at line 1")]
    [InlineData("<Patient xmlns=\"http://hl7.org/fhir\"/><Patient/>", "malformed at line 1")]
    [InlineData("<!DOCTYPE Patient [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><Patient xmlns=\"http://hl7.org/fhir\"/>", "without a DTD")]
    [InlineData("<!DOCTYPE Patient><Patient xmlns=\"http://hl7.org/fhir\"/>", "without a DTD")]
    [InlineData("<Patient xmlns=\"http://hl7.org/fhir\"><language value=\"&nbsp;\"/></Patient>", "entities")]
    [InlineData("<Patient xmlns=\"http://hl7.org/fhir\"><language value=\"&#1;\"/></Patient>", "malformed")]
    [InlineData("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><Patient xmlns=\"http://hl7.org/fhir\"/>", "UTF-8")]
    [InlineData("<Patient/>", "namespace http://hl7.org/fhir")]
    [InlineData("<Nothing xmlns=\"http://hl7.org/fhir\"/>", "'Nothing' is not a resource type")]
    public void What_is_no_resource_is_refused(string xml, string text)
    {
        var said = XmlForm.Problem(xml).Text;
        said.ShouldContain(text);
        said.ShouldNotContain("line 0");
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_refused()
    {
        XmlResourceReader.TryReadJson(new byte[] { (byte)'<', 0xFF, (byte)'>' }, out _, out var problem).ShouldBeFalse();
        problem!.Issues[0].Text.ShouldContain("UTF-8");
    }

    [Fact]
    public void Nesting_is_bounded()
    {
        var open = string.Concat(Enumerable.Repeat("<extension url=\"u\">", 10_000));
        var close = string.Concat(Enumerable.Repeat("</extension>", 10_000));
        XmlForm.Problem($"<Basic {Namespace}>{open}{close}</Basic>").Text.ShouldContain("nested too deep");
        var wrapped = string.Concat(Enumerable.Repeat("<contained><Basic>", 10_000));
        var unwrapped = string.Concat(Enumerable.Repeat("</Basic></contained>", 10_000));
        XmlForm.Problem($"<Basic {Namespace}>{wrapped}{unwrapped}</Basic>").Text.ShouldContain("nested too deep");
    }

    /// <summary>Whatever a string holds that XML can hold comes back, from attributes as well as from narrative.</summary>
    [Fact]
    public void Any_text_comes_back()
    {
        var texts = ArbMap.Default.ArbFor<string>().Filter(s => s is not null && s.All(IsXml));
        Prop.ForAll(texts, text =>
        {
            var json = $$"""{"resourceType":"Basic","language":{{System.Text.Json.JsonSerializer.Serialize(text)}}}""";
            return XmlForm.Canonical(Encoding.UTF8.GetBytes(XmlForm.ToJson(XmlForm.Of(json)))) == XmlForm.Canonical(Encoding.UTF8.GetBytes(json));
        }).QuickCheckThrowOnFailure();
    }

    private static bool IsXml(char c) => c is '\t' or '\n' or '\r' || (c >= ' ' && !char.IsSurrogate(c) && c < '\uFFFE');

    private static string Narrative(string content)
    {
        using var json = System.Text.Json.JsonDocument.Parse(XmlForm.ToJson($"<Basic {Namespace}>{content}</Basic>"));
        json.RootElement.TryGetProperty("code", out _).ShouldBeTrue();
        return json.RootElement.GetProperty("text").GetProperty("div").GetString()!;
    }
}
