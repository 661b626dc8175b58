namespace FhirFax.Fhir.Tests.Xml;

public class XmlResourceWriterTests
{
    private const string Div = "<div xmlns='http://www.w3.org/1999/xhtml'>a &lt; b &#160;<br/></div>";

    [Fact]
    public void Elements_stand_in_the_order_of_the_definition_whatever_the_order_of_the_json() =>
        XmlForm.Of("""{"birthDate":"1970-01-01","name":[{"given":["A","B"],"family":"C"}],"id":"p","resourceType":"Patient","active":true}""").ShouldBe(
            """<?xml version="1.0" encoding="UTF-8"?><Patient xmlns="http://hl7.org/fhir"><id value="p"/><active value="true"/>"""
            + """<name><family value="C"/><given value="A"/><given value="B"/></name><birthDate value="1970-01-01"/></Patient>""");

    [Fact]
    public void The_id_of_an_element_and_the_url_of_an_extension_are_attributes() =>
        XmlForm.Inner("""{"resourceType":"Patient","extension":[{"id":"e","url":"http://x","valueDecimal":1.50}],"name":[{"id":"n"}]}""").ShouldBe(
            """<Patient><extension id="e" url="http://x"><valueDecimal value="1.50"/></extension><name id="n"/></Patient>""");

    [Fact]
    public void What_an_attribute_or_a_narrative_cannot_hold_is_left_out() =>
        XmlForm.Inner("""{"resourceType":"Patient","text":{"status":"empty","_div":{"id":"d"}},"extension":[{"_url":{"id":"u"},"valueCode":"c"}],"name":[{"_id":{"id":"i"},"text":"t"}]}""").ShouldBe(
            """<Patient><text><status value="empty"/></text><extension><valueCode value="c"/></extension><name><text value="t"/></name></Patient>""");

    [Fact]
    public void What_stands_beside_a_primitive_goes_into_its_element() =>
        XmlForm.Inner("""{"resourceType":"Patient","_birthDate":{"id":"b","extension":[{"url":"u","valueCode":"c"}]},"birthDate":"1970","active":false}""").ShouldBe(
            """<Patient><active value="false"/><birthDate id="b" value="1970"><extension url="u"><valueCode value="c"/></extension></birthDate></Patient>""");

    [Theory]
    [InlineData("""{"given":["A",null,"C"],"_given":[null,{"id":"x"},null]}""", """<given value="A"/><given id="x"/><given value="C"/>""")]
    [InlineData("""{"_given":[{"id":"x"},{"id":"y"}]}""", """<given id="x"/><given id="y"/>""")]
    public void Arrays_of_primitives_are_walked_in_step_with_what_stands_beside_them(string name, string xml) =>
        XmlForm.Inner($$"""{"resourceType":"Patient","name":[{{name}}]}""").ShouldBe($"<Patient><name>{xml}</name></Patient>");

    [Fact]
    public void A_resource_inside_another_has_an_element_of_its_own() =>
        XmlForm.Inner("""{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Basic","id":"b"}}]}""").ShouldBe(
            """<Bundle><type value="collection"/><entry><resource><Basic><id value="b"/></Basic></resource></entry></Bundle>""");

    [Fact]
    public void Narrative_stays_the_markup_it_is() =>
        XmlForm.Inner($$"""{"resourceType":"Basic","text":{"div":"{{Div}}","status":"generated"} }""").ShouldBe(
            $"""<Basic><text><status value="generated"/>{Div}</text></Basic>""");

    [Fact]
    public void Text_is_escaped_so_that_no_parser_changes_it() =>
        XmlForm.Inner("""{"resourceType":"Basic","language":"<&>\"'\t\r\n\\é😀\ud83d\ude00"}""").ShouldBe(
            """<Basic><language value="&lt;&amp;&gt;&quot;'&#9;&#13;&#10;\é😀😀"/></Basic>""");

    [Theory]
    [InlineData("\\u0001")]
    [InlineData("\\u001f")]
    [InlineData("\\uffff")]
    [InlineData("\uFFFE")]
    public void A_character_that_xml_does_not_have_is_replaced(string character) =>
        XmlForm.Inner($$"""{"resourceType":"Basic","language":"a{{character}}b"}""").ShouldBe("<Basic><language value=\"a\uFFFDb\"/></Basic>");

    [Fact]
    public void What_the_definitions_do_not_know_is_left_out() =>
        XmlForm.Inner("""{"resourceType":"Binary","contentType":"text/plain","url":"http://x","data":"QQ=="}""").ShouldBe(
            """<Binary><contentType value="text/plain"/><data value="QQ=="/></Binary>""");

    [Fact]
    public void An_empty_resource_is_an_empty_element() => XmlForm.Inner("""{"resourceType":"Basic"}""").ShouldBe("<Basic/>");

    [Fact]
    public void Pretty_puts_one_element_on_a_line() =>
        XmlForm.Of("""{"resourceType":"Patient","id":"p","name":[{"family":"C"}]}""", isPretty: true).ShouldBe(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <Patient xmlns="http://hl7.org/fhir">
              <id value="p"/>
              <name>
                <family value="C"/>
              </name>
            </Patient>
            """.ReplaceLineEndings("\n"));
}
