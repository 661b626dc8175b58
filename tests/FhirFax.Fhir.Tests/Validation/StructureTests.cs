using FhirFax.Fhir.Outcomes;
using static FhirFax.Fhir.Tests.Validation.Checking;

namespace FhirFax.Fhir.Tests.Validation;

public class StructureTests
{
    [Theory]
    [InlineData("\"nam\":[]", "Patient.nam", "The property 'nam' is not known in Patient.")]
    [InlineData("\"my prop\":1", "Patient.`my prop`", "The property 'my prop' is not known in Patient.")]
    [InlineData("\"\":1", "Patient.``", "The property '' is not known in Patient.")]
    [InlineData("\"a`b\\\\c\":1", "Patient.`a\\`b\\\\c`", "The property 'a`b\\c' is not known in Patient.")]
    [InlineData("\"_contact\":[{}]", "Patient._contact", "The property '_contact' is not known in Patient.")]
    [InlineData("\"_resourceType\":{}", "Patient._resourceType", "The property '_resourceType' is not known in Patient.")]
    [InlineData("\"fhir_comments\":[\"x\"]", "Patient.fhir_comments", "The property 'fhir_comments' is not part of FHIR R4.")]
    [InlineData("\"deceasedString\":\"x\"", "Patient.deceasedString", "The property 'deceasedString' is not one of the types of deceased[x] of Patient.")]
    [InlineData("\"deceased\":true", "Patient.deceased", "The property 'deceased' is not known in Patient.")]
    public void An_unknown_property_is_refused(string member, string expression, string text) =>
        Refuses($$"""{"resourceType":"Patient",{{member}}}""", IssueCode.Structure, expression, text);

    [Fact]
    public void An_unknown_property_is_named_where_it_stands() =>
        Refuses("""{"resourceType":"Patient","contact":[{"name":{"text":"b"}},{"name":{"resourceType":"HumanName","text":"a"}}]}""",
            IssueCode.Structure, "Patient.contact[1].name.resourceType", "The property 'resourceType' is not known in HumanName.");

    [Theory]
    [InlineData("\"name\":[{\"text\":\"a\",\"_id\":{\"extension\":[{\"url\":\"urn:x\",\"valueString\":\"y\"}]}}]", "Patient.name[0].id")]
    [InlineData("\"birthDate\":\"2000\",\"_birthDate\":{\"id\":\"a\",\"_id\":{\"id\":\"b\"}}", "Patient.birthDate.id")]
    [InlineData("\"extension\":[{\"_url\":{\"extension\":[{\"url\":\"urn:x\",\"valueString\":\"y\"}]},\"valueString\":\"z\"}]", "Patient.extension[0].url")]
    public void What_is_an_attribute_in_XML_has_no_extensions(string member, string expression)
    {
        var name = expression[(expression.LastIndexOf('.') + 1)..];
        Refuses($$"""{"resourceType":"Patient",{{member}}}""", IssueCode.Structure, expression, $"'{name}' is plain text here, without an id or extensions: leave '_{name}' out.");
    }

    [Fact]
    public void Escaped_names_are_the_same_names() => Accepts("""{"resourceType":"Patient","\u0061ctive":true,"n\u0061me":[{"text":"a"}]}""");

    [Theory]
    [InlineData("\"active\":\"true\"", "Patient.active", "The property 'active' must be a boolean, not a string.")]
    [InlineData("\"birthDate\":1970", "Patient.birthDate", "The property 'birthDate' must be a string, not a number.")]
    [InlineData("\"birthDate\":null", "Patient.birthDate", "The property 'birthDate' must be a string, not null.")]
    [InlineData("\"birthDate\":[\"1970\"]", "Patient.birthDate", "The property 'birthDate' must be a string, not an array.")]
    [InlineData("\"multipleBirthInteger\":\"1\"", "Patient.multipleBirth", "The property 'multipleBirthInteger' must be a number, not a string.")]
    [InlineData("\"maritalStatus\":[{\"text\":\"x\"}]", "Patient.maritalStatus", "The property 'maritalStatus' must be an object, not an array.")]
    [InlineData("\"name\":{\"text\":\"x\"}", "Patient.name", "The property 'name' must be an array, not an object.")]
    [InlineData("\"name\":[\"x\"]", "Patient.name[0]", "The property 'name' must be an object, not a string.")]
    [InlineData("\"name\":[{\"text\":\"x\"},null]", "Patient.name[1]", "The property 'name' must be an object, not null.")]
    [InlineData("\"name\":[[{\"text\":\"x\"}]]", "Patient.name[0]", "The property 'name' must be an object, not an array.")]
    [InlineData("\"name\":[]", "Patient.name", "The array 'name' is empty: leave the property out.")]
    [InlineData("\"name\":[{}]", "Patient.name[0]", "The object is empty: leave the property out.")]
    [InlineData("\"name\":[{\"given\":[\"\"]}]", "Patient.name[0].given[0]", "The property 'given' is empty: leave it out.")]
    public void A_wrong_JSON_type_is_refused(string member, string expression, string text)
    {
        var code = text.StartsWith("The property 'given' is empty", StringComparison.Ordinal) ? IssueCode.Value : IssueCode.Structure;
        Refuses($$"""{"resourceType":"Patient",{{member}}}""", code, expression, text);
    }

    [Fact]
    public void A_required_element_must_be_there()
    {
        Refuses("""{"resourceType":"Communication"}""", IssueCode.Required, "Communication.status", "The required property 'status' is missing.");
        Refuses("""{"resourceType":"Communication","status":"completed","payload":[{"id":"a","extension":[{"url":"http://a","valueString":"b"}]}]}""",
            IssueCode.Required, "Communication.payload[0].content", "One of the properties 'contentString', 'contentAttachment', 'contentReference' is required.");
        Accepts("""{"resourceType":"Communication","_status":{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"unknown"}]}}""");
    }

    [Fact]
    public void A_choice_has_one_type()
    {
        Refuses("""{"resourceType":"Patient","deceasedBoolean":true,"active":true,"deceasedDateTime":"2020"}""",
            IssueCode.Structure, "Patient.deceased", "Only one type of deceased[x] may be given, but both 'deceasedBoolean' and 'deceasedDateTime' are.");
        Refuses("""{"resourceType":"Patient","_deceasedBoolean":{"id":"a"},"deceasedDateTime":"2020"}""",
            IssueCode.Structure, "Patient.deceased", "Only one type of deceased[x] may be given, but both 'deceasedBoolean' and 'deceasedDateTime' are.");
        Accepts("""{"resourceType":"Patient","deceasedBoolean":true,"_deceasedBoolean":{"id":"a"}}""");
    }

    [Fact]
    public void Values_and_their_extensions_stand_place_by_place()
    {
        const string extension = """{"extension":[{"url":"http://a","valueString":"b"}]}""";
        Accepts($$"""{"resourceType":"Patient","name":[{"given":["a",null,"c"],"_given":[null,{{extension}},{"id":"x"}]}]}""");
        Accepts($$"""{"resourceType":"Patient","name":[{"_given":[{{extension}}]}],"_birthDate":{{extension}}}""");
        Refuses($$"""{"resourceType":"Patient","name":[{"given":["a",null],"_given":[{{extension}},null]}]}""",
            IssueCode.Structure, "Patient.name[0].given[1]", "A null in 'given' is allowed only where '_given' has an object at the same place.");
        Refuses("""{"resourceType":"Patient","name":[{"given":["a",null]}]}""",
            IssueCode.Structure, "Patient.name[0].given[1]", "A null in 'given' is allowed only where '_given' has an object at the same place.");
        Refuses($$"""{"resourceType":"Patient","name":[{"given":["a","b"],"_given":[{{extension}}]}]}""",
            IssueCode.Structure, "Patient.name[0].given", "The arrays 'given' and '_given' must have the same length.");
        Refuses("""{"resourceType":"Patient","name":[{"_given":[null]}]}""",
            IssueCode.Structure, "Patient.name[0].given[0]", "The property '_given' must hold an object, not null.");
        Refuses("""{"resourceType":"Patient","birthDate":"2020","_birthDate":"x"}""",
            IssueCode.Structure, "Patient.birthDate", "The property '_birthDate' must hold an object, not a string.");
        Refuses("""{"resourceType":"Patient","birthDate":"2020","_birthDate":{"value":"x"}}""",
            IssueCode.Structure, "Patient.birthDate.value", "The property 'value' is not known in date.");
        Refuses("""{"resourceType":"Patient","birthDate":"2020","_birthDate":{}}""",
            IssueCode.Structure, "Patient.birthDate", "The object is empty: leave the property out.");
    }

    [Fact]
    public void An_extension_has_a_url_and_either_a_value_or_extensions()
    {
        Accepts("""{"resourceType":"Basic","code":{"text":"x"},"extension":[{"url":"a","extension":[{"url":"b","_valueString":{"id":"x","extension":[{"url":"c","valueCode":"unknown"}]}}]}]}""");
        Refuses("""{"resourceType":"Patient","extension":[{"valueString":"b"}]}""", IssueCode.Required, "Patient.extension[0].url", "The required property 'url' is missing.");
        const string ext1 = "An extension must have either a value[x] or extensions, and not both (ext-1).";
        Refuses("""{"resourceType":"Patient","extension":[{"url":"a"}]}""", IssueCode.Invariant, "Patient.extension[0]", ext1);
        Refuses("""{"resourceType":"Patient","modifierExtension":[{"url":"a","valueString":"b","extension":[{"url":"b","valueString":"c"}]}]}""",
            IssueCode.Invariant, "Patient.modifierExtension[0]", ext1);
    }

    [Fact]
    public void Narrative_is_one_div_without_extensions()
    {
        const string div = "<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\">x</div>";
        Accepts($$"""{"resourceType":"Patient","text":{"status":"generated","div":"{{div}}","_div":{"id":"a"} } }""");
        Refuses("""{"resourceType":"Patient","text":{"status":"generated","div":"x"}}""",
            IssueCode.Value, "Patient.text.div", "The value of 'div' is not XHTML (one <div> element).");
        Refuses($$"""{"resourceType":"Patient","text":{"status":"generated","div":"{{div}}","_div":{"extension":[{"url":"a","valueString":"b"}]} } }""",
            IssueCode.Structure, "Patient.text.div.extension", "XHTML has no extensions.");
    }

    [Fact]
    public void An_element_with_only_an_id_is_refused() =>
        Refuses("""{"resourceType":"Patient","name":[{"id":"a"}]}""", IssueCode.Invariant, "Patient.name[0]", "The element has an id but no content (ele-1).");

    [Fact]
    public void Resources_inside_resources_are_checked()
    {
        Refuses("""{"resourceType":"Bundle","type":"batch","entry":[{"resource":{"resourceType":"Patient","name":[{"txt":"x"}]}}]}""",
            IssueCode.Structure, "Bundle.entry[0].resource.name[0].txt", "The property 'txt' is not known in HumanName.");
        Refuses("""{"resourceType":"Parameters","parameter":[{"name":"a","part":[{"name":"b","resource":{"resourceType":"Communication"}}]}]}""",
            IssueCode.Required, "Parameters.parameter[0].part[0].resource.status", "The required property 'status' is missing.");
        Refuses("""{"resourceType":"Bundle","type":"batch","entry":[{"resource":{"id":"a"}}]}""",
            IssueCode.Structure, "Bundle.entry[0].resource.resourceType", "The resource in 'resource' has no 'resourceType'.");
        Refuses("""{"resourceType":"Bundle","type":"batch","entry":[{"resource":{"resourceType":"HumanName"}}]}""",
            IssueCode.Structure, "Bundle.entry[0].resource.resourceType", "'HumanName' is not a resource type of FHIR R4.");
    }

    [Fact]
    public void A_contained_resource_has_an_id_and_contains_none()
    {
        Accepts("""{"resourceType":"Patient","contained":[{"resourceType":"Organization","id":"o","name":"x"}],"managingOrganization":{"reference":"#o"}}""");
        Refuses("""{"resourceType":"Patient","contained":[{"resourceType":"Organization","name":"x"}]}""",
            IssueCode.Required, "Patient.contained[0].id", "A contained resource must have an 'id'.");
        Refuses("""{"resourceType":"Patient","contained":[{"resourceType":"Basic","id":"o","code":{"text":"x"},"subject":{"reference":"#"},"contained":[{"resourceType":"Basic"}]}]}""",
            IssueCode.Invariant, "Patient.contained[0].contained[0]", "A contained resource must not contain resources (dom-2).");
    }

    [Fact]
    public void All_problems_are_told_in_document_order_up_to_the_limit()
    {
        const string json = """{"resourceType":"Patient","active":1,"name":[{"given":[1],"period":{"start":"x"}}],"zz":1,"gender":"m"}""";
        Issues(json).Select(i => i.Expression).ShouldBe(
            ["Patient.active", "Patient.name[0].given[0]", "Patient.name[0].period.start", "Patient.zz", "Patient.gender"]);
        Issues(json, limit: 2).Select(i => i.Expression).ShouldBe(["Patient.active", "Patient.name[0].given[0]"]);
        Issues(json, limit: 0).ShouldBeEmpty();
    }

    [Fact]
    public void Messages_do_not_repeat_values() =>
        Issues("""{"resourceType":"Patient","birthDate":"SECRET","gender":"SECRET","active":"SECRET","managingOrganization":{"reference":"Patient/SECRET"}}""")
            .ShouldAllBe(i => !i.Text.Contains("SECRET", StringComparison.Ordinal));

    [Theory]
    [InlineData("\"_birthDate\":{\"id\":\"x\"}", "Patient.birthDate")]
    [InlineData("\"_deceasedBoolean\":{\"id\":\"x\"}", "Patient.deceased")]
    [InlineData("\"name\":[{\"_given\":[{\"id\":\"x\"}]}]", "Patient.name[0].given[0]")]
    [InlineData("\"name\":[{\"given\":[\"a\",null,\"b\"],\"_given\":[{\"id\":\"x\"},{\"id\":\"y\"},null]}]", "Patient.name[0].given[1]")]
    [InlineData("\"name\":[{\"_given\":[null,{\"id\":\"y\"}],\"given\":[\"a\",null]}]", "Patient.name[0].given[1]")]
    [InlineData("\"extension\":[{\"url\":\"http://a\",\"_valueString\":{\"id\":\"x\"}}]", "Patient.extension[0].value")]
    public void A_primitive_needs_more_than_an_id(string member, string expression) =>
        Refuses($$"""{"resourceType":"Patient",{{member}}}""", IssueCode.Invariant, expression, "The element has an id but no content (ele-1).");

    [Theory]
    [InlineData("\"birthDate\":\"1970\",\"_birthDate\":{\"id\":\"x\"}")]
    [InlineData("\"_birthDate\":{\"id\":\"x\"},\"birthDate\":\"1970\"")]
    [InlineData("\"_birthDate\":{\"id\":\"x\",\"extension\":[{\"url\":\"http://a\",\"valueString\":\"b\"}]}")]
    [InlineData("\"name\":[{\"given\":[\"a\",\"b\"],\"_given\":[null,{\"id\":\"y\"}]}]")]
    public void An_id_beside_a_value_or_extensions_is_enough(string member) => Accepts($$"""{"resourceType":"Patient",{{member}}}""");

    [Theory]
    [InlineData("\"birthDate\":null,\"_birthDate\":{\"id\":\"x\"}")]
    [InlineData("\"_deceasedBoolean\":{\"id\":\"x\"},\"deceasedDateTime\":\"1970\"")]
    [InlineData("\"name\":[{\"given\":[\"a\"],\"_given\":[null,{\"id\":\"y\"}]}]")]
    [InlineData("\"name\":[{\"given\":\"a\",\"_given\":[{\"id\":\"y\"}]}]")]
    public void What_is_wrong_with_the_value_is_told_once(string member) => Issues($$"""{"resourceType":"Patient",{{member}}}""").ShouldHaveSingleItem();
}
