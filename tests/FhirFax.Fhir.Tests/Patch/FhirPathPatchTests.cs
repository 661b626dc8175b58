using System.Text;
using System.Text.Json.Nodes;
using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Json;
using FhirFax.Fhir.Outcomes;
using FhirFax.Fhir.Patch;
using FhirFax.Fhir.Tests.Fixtures;
using FhirFax.Fhir.Validation;
using FsCheck;
using FsCheck.Fluent;

namespace FhirFax.Fhir.Tests.Patch;

public class FhirPathPatchTests
{
    private const string Contact = """{"resourceType":"Patient","contact":[{"name":{"text":"a"},"gender":"male"}],"birthDate":"1920-01-01"}""";

    private const string Identifiers =
        """{"resourceType":"Patient","identifier":[{"system":"http://a","value":"1"},{"system":"http://a","value":"2"},{"system":"http://a","value":"3"}]}""";

    private static ResourceDocument Parse(string json)
    {
        ResourceDocument.TryParse(Encoding.UTF8.GetBytes(json), out var document, out var problem).ShouldBeTrue(problem?.Issues[0].Text);
        return document!;
    }

    private static string Parameters(params string[] operations) =>
        $$"""{"resourceType":"Parameters","parameter":[{{string.Join(',', operations.Select(parts => $$"""{"name":"operation","part":[{{parts}}]}"""))}}]}""";

    private static string Part(string name, string property, string value) => $$"""{"name":"{{name}}","{{property}}":{{value}} }""";

    private static string Operation(string type, string path, params string[] more) =>
        string.Join(',', [Part("type", "valueCode", $"\"{type}\""), Part("path", "valueString", JsonValue.Create(path).ToJsonString()), .. more]);

    private static string Name(string name) => Part("name", "valueString", $"\"{name}\"");

    private static string Patched(string resource, params string[] operations)
    {
        using var document = Parse(resource);
        using var parameters = Parse(Parameters(operations));
        new ResourceValidator(R4Definitions.Current).Validate(parameters).ShouldBeEmpty();
        FhirPathPatch.TryApply(document, parameters, out var patched, out var problem).ShouldBeTrue(problem?.Issues[0].Text);
        using var outcome = Parse(Encoding.UTF8.GetString(patched!));
        new ResourceValidator(R4Definitions.Current).Validate(outcome).ShouldBeEmpty();
        return Encoding.UTF8.GetString(patched!);
    }

    private static Issue Problem(string resource, string parameters)
    {
        using var document = Parse(resource);
        using var patch = Parse(parameters);
        FhirPathPatch.TryApply(document, patch, out var patched, out var problem).ShouldBeFalse();
        patched.ShouldBeNull();
        return problem!.Issues.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("""{"resourceType":"Patient","name":[{"text":"a"}],"active":true}""", "Patient.name.text", """{"resourceType":"Patient","active":true}""")]
    [InlineData("""{"resourceType":"Patient","contact":[{"name":{"text":"a"}},{"name":{"text":"b"}}]}""", "Patient.contact[0].name.text", """{"resourceType":"Patient","contact":[{"name":{"text":"b"}}]}""")]
    [InlineData("""{"resourceType":"Patient","birthDate":"1920","_birthDate":{"id":"1"}}""", "Patient.birthDate.id", """{"resourceType":"Patient","birthDate":"1920"}""")]
    [InlineData(
        """{"resourceType":"Patient","name":[{"given":["a","b","c"],"_given":[null,{"extension":[{"url":"http://e","valueCode":"x"}]},{"id":"3"}]}]}""",
        "Patient.name.given[1].extension[0]",
        """{"resourceType":"Patient","name":[{"given":["a","b","c"],"_given":[null,null,{"id":"3"}]}]}""")]
    [InlineData("""{"resourceType":"Patient","name":[{"given":["a",null],"_given":[null,{"id":"3"}]}]}""", "Patient.name.given[1].id", """{"resourceType":"Patient","name":[{"given":["a"]}]}""")]
    [InlineData("""{"resourceType":"Patient","name":[{"_given":[{"id":"3"}]}],"active":true}""", "Patient.name.given.id", """{"resourceType":"Patient","active":true}""")]
    public void An_element_whose_last_part_is_deleted_goes_with_it(string resource, string path, string expected) => Patched(resource, Operation("delete", path)).ShouldBe(expected);

    [Fact]
    public void An_element_that_is_emptied_and_filled_again_stays() =>
        Patched(Identifiers, Operation("delete", "Patient.identifier[1].system"), Operation("delete", "Patient.identifier[1].value"), Operation("add", "Patient.identifier[1]", Name("value"), Part("value", "valueString", "\"9\"")))
            .ShouldBe("""{"resourceType":"Patient","identifier":[{"system":"http://a","value":"1"},{"value":"9"},{"system":"http://a","value":"3"}]}""");

    [Fact]
    public void Add_a_primitive() =>
        Patched("""{"resourceType":"Patient"}""", Operation("add", "Patient", Name("birthDate"), Part("value", "valueDate", "\"1930-01-01\"")))
            .ShouldBe("""{"resourceType":"Patient","birthDate":"1930-01-01"}""");

    [Fact]
    public void Add_a_data_type_to_a_list() =>
        Patched(Contact, Operation("add", "Patient", Name("maritalStatus"), Part("value", "valueCodeableConcept", """{"text":"m"}""")),
                Operation("add", "Patient.contact[0]", Name("telecom"), Part("value", "valueContactPoint", """{"system":"fax","value":"1"}""")))
            .ShouldBe("""{"resourceType":"Patient","contact":[{"name":{"text":"a"},"gender":"male","telecom":[{"system":"fax","value":"1"}]}],"birthDate":"1920-01-01","maritalStatus":{"text":"m"}}""");

    [Fact]
    public void Add_an_element_that_has_no_type_name() =>
        Patched("""{"resourceType":"Patient"}""", Operation("add", "Patient", Name("contact"), $$"""
            {"name":"value","part":[{{Part("name", "valueHumanName", """{"text":"a name"}""")}},{{Part("telecom", "valueContactPoint", """{"system":"fax","value":"1"}""")}},
             {{Part("telecom", "valueContactPoint", """{"system":"fax","value":"2"}""")}},{{Part("gender", "valueCode", "\"male\"")}}]}
            """)).ShouldBe("""{"resourceType":"Patient","contact":[{"name":{"text":"a name"},"telecom":[{"system":"fax","value":"1"},{"system":"fax","value":"2"}],"gender":"male"}]}""");

    [Fact]
    public void Add_parts_within_parts_and_a_choice() =>
        Patched("""{"resourceType":"Communication","status":"completed"}""", Operation("add", "Communication", Name("payload"), $$"""
            {"name":"value","part":[{"name":"content","valueAttachment":{"contentType":"application/pdf","url":"Binary/1"} },
             {"name":"extension","part":[{"name":"url","valueUri":"http://a"},{"name":"value","valueDecimal":1.50}]}]}
            """)).ShouldBe("""{"resourceType":"Communication","status":"completed","payload":[{"contentAttachment":{"contentType":"application/pdf","url":"Binary/1"},"extension":[{"url":"http://a","valueDecimal":1.50}]}]}""");

    [Fact]
    public void Add_a_contained_resource() =>
        Patched("""{"resourceType":"Patient","contained":[{"resourceType":"Organization","id":"o","name":"x"}],"managingOrganization":{"reference":"#o"}}""",
                Operation("add", "Patient", Name("contained"), """{"name":"value","resource":{"resourceType":"Basic","id":"b","code":{"text":"x"},"subject":{"reference":"#"}}}"""),
                Operation("replace", "Patient.contained.ofType(Organization).name", Part("value", "valueString", "\"y\"")),
                Operation("replace", "Patient.managingOrganization.resolve().name", Part("value", "valueString", "\"z\"")),
                Operation("replace", "Patient.contained[1].code.text", Part("value", "valueString", "\"y\"")))
            .ShouldBe("""
                {"resourceType":"Patient","contained":[{"resourceType":"Organization","id":"o","name":"z"},{"resourceType":"Basic","id":"b","code":{"text":"y"},"subject":{"reference":"#"}}],"managingOrganization":{"reference":"#o"}}
                """.Trim());

    [Fact]
    public void Add_an_extension_to_a_primitive() =>
        Patched(Contact, Operation("add", "Patient.birthDate", Name("extension"), """{"name":"value","part":[{"name":"url","valueUri":"http://a"},{"name":"value","valueBoolean":true}]}"""))
            .ShouldEndWith("""
                "birthDate":"1920-01-01","_birthDate":{"extension":[{"url":"http://a","valueBoolean":true}]}}
                """.Trim());

    [Fact]
    public void Delete() =>
        Patched(Contact, Operation("delete", "Patient.birthDate"), Operation("delete", "Patient.contact[0].gender"), Operation("delete", "Patient.photo"))
            .ShouldBe("""{"resourceType":"Patient","contact":[{"name":{"text":"a"}}]}""");

    [Fact]
    public void Delete_from_a_list() =>
        Patched(Identifiers, Operation("delete", "Patient.identifier.where(value = '2')"), Operation("delete", "Patient.identifier[1]"), Operation("delete", "Patient.identifier"))
            .ShouldBe("""{"resourceType":"Patient"}""");

    [Fact]
    public void Replace() =>
        Patched(Contact, Operation("replace", "Patient.birthDate", Part("value", "valueDate", "\"1930\"")), Operation("replace", "Patient.contact[0].name", Part("value", "valueHumanName", """{"text":"b"}""")))
            .ShouldBe("""{"resourceType":"Patient","contact":[{"name":{"text":"b"},"gender":"male"}],"birthDate":"1930"}""");

    [Fact]
    public void Replace_the_type_of_a_choice() =>
        Patched("""{"resourceType":"Patient","deceasedBoolean":false,"_deceasedBoolean":{"id":"a"}}""", Operation("replace", "Patient.deceased", Part("value", "valueDateTime", "\"2020\"")))
            .ShouldBe("""{"resourceType":"Patient","deceasedDateTime":"2020"}""");

    [Fact]
    public void Replace_one_of_a_list() =>
        Patched(Identifiers, Operation("replace", "Patient.identifier.where(value='2')", Part("value", "valueIdentifier", """{"value":"9"}""")), Operation("replace", "Patient.identifier[0].value", Part("value", "valueString", "\"8\"")))
            .ShouldBe("""{"resourceType":"Patient","identifier":[{"system":"http://a","value":"8"},{"value":"9"},{"system":"http://a","value":"3"}]}""");

    [Theory]
    [InlineData(0, "9 1 2 3")]
    [InlineData(1, "1 9 2 3")]
    [InlineData(3, "1 2 3 9")]
    public void Insert(int index, string expected) =>
        ValuesOf(Patched(Identifiers, Operation("insert", "Patient.identifier", Part("index", "valueInteger", $"{index}"), Part("value", "valueIdentifier", """{"value":"9"}""")))).ShouldBe(expected);

    [Fact]
    public void Insert_into_a_list_that_is_not_there() =>
        ValuesOf(Patched("""{"resourceType":"Patient"}""", Operation("insert", "Patient.identifier", Part("index", "valueInteger", "0"), Part("value", "valueIdentifier", """{"value":"9"}""")))).ShouldBe("9");

    [Theory]
    [InlineData(0, 2, "2 3 1")]
    [InlineData(2, 0, "3 1 2")]
    [InlineData(1, 1, "1 2 3")]
    public void Move(int source, int destination, string expected) =>
        ValuesOf(Patched(Identifiers, Operation("move", "Patient.identifier", Part("source", "valueInteger", $"{source}"), Part("destination", "valueInteger", $"{destination}")))).ShouldBe(expected);

    private static string ValuesOf(string patient) => string.Join(' ', JsonNode.Parse(patient)!["identifier"]!.AsArray().Select(i => i!["value"]!.GetValue<string>()));

    [Fact]
    public void Primitives_and_their_extensions_move_together() =>
        Patched("""{"resourceType":"Patient","name":[{"given":["a",null,"c"],"_given":[null,{"extension":[{"url":"b","valueCode":"x"}]},null]}]}""",
                Operation("move", "Patient.name.given", Part("source", "valueInteger", "1"), Part("destination", "valueInteger", "0")),
                Operation("insert", "Patient.name.given", Part("index", "valueInteger", "3"), Part("value", "valueString", "\"d\"")),
                Operation("delete", "Patient.name.given[1]"))
            .ShouldBe("""{"resourceType":"Patient","name":[{"given":[null,"c","d"],"_given":[{"extension":[{"url":"b","valueCode":"x"}]},null,null]}]}""");

    [Fact]
    public void Numbers_keep_their_text() =>
        Patched("""{"resourceType":"Observation","status":"final","code":{"text":"é"},"valueQuantity":{"value":1.50}}""", Operation("add", "Observation.value", Name("unit"), Part("value", "valueString", "\"mg\"")))
            .ShouldBe("""{"resourceType":"Observation","status":"final","code":{"text":"é"},"valueQuantity":{"value":1.50,"unit":"mg"}}""");

    [Theory]
    [InlineData("add", "Patient", "birthDate", "valueDate", "\"2020\"", "Patient.birthDate is there already")]
    [InlineData("add", "Patient", "nothing", "valueDate", "\"2020\"", "Patient has no element 'nothing'")]
    [InlineData("add", "Patient.photo", "url", "valueUrl", "\"a\"", "the path selects nothing")]
    [InlineData("add", "Patient", "active", "valueDate", "\"2020\"", "Patient.active cannot be of type date")]
    [InlineData("add", "1 + 1", "active", "valueBoolean", "true", "does not select an element")]
    [InlineData("replace", "Patient", "x", "valueDate", "\"2020\"", "the path selects the resource itself")]
    [InlineData("replace", "Patient.photo", "x", "valueDate", "\"2020\"", "the path selects nothing")]
    [InlineData("replace", "Patient.contact.name | Patient.birthDate", "x", "valueDate", "\"2020\"", "the path selects 2 elements, not one")]
    [InlineData("replace", "Patient.managingOrganization.resolve()", "x", "valueDate", "\"2020\"", "does not select an element of this resource")]
    [InlineData("delete", "Patient.children()", "x", "valueDate", "\"2020\"", "elements, not one")]
    [InlineData("insert", "Patient.birthDate", "x", "valueDate", "\"2020\"", "Patient.birthDate does not repeat")]
    [InlineData("insert", "Patient.contact.where(true)", "x", "valueDate", "\"2020\"", "ends in the name of a repeating element")]
    [InlineData("insert", "Patient.photo", "x", "valueAttachment", "{\"title\":\"a\"}", "the index 1 is beyond the 0 entries")]
    [InlineData("move", "Patient.contact", "x", "valueDate", "\"2020\"", "the list has 1 entries")]
    [InlineData("delete", "Patient.name.single().given.skip('a')", "x", "valueDate", "\"2020\"", "cannot be evaluated")]
    public void What_does_not_go_with_the_resource(string type, string path, string name, string property, string value, string text)
    {
        var resource = Contact.Replace("\"birthDate\"", "\"managingOrganization\":{\"reference\":\"Organization/1\"},\"birthDate\"", StringComparison.Ordinal);
        var operation = Operation(type, path, Name(name), Part("value", property, value), Part("index", "valueInteger", "1"), Part("source", "valueInteger", "0"), Part("destination", "valueInteger", "1"));
        var issue = Problem(resource, Parameters(Operation("delete", "Patient.link"), operation));
        issue.Code.ShouldBe(IssueCode.Processing);
        issue.Expression.ShouldBe("Parameters.parameter[1]");
        issue.Text.ShouldContain(text);
    }

    [Theory]
    [InlineData("""{"resourceType":"Patient"}""", "A FHIRPath Patch is a Parameters resource")]
    [InlineData("""{"resourceType":"Parameters"}""", "has no parameter 'operation'")]
    [InlineData("""{"resourceType":"Parameters","parameter":[1]}""", "has the name 'operation'")]
    [InlineData("""{"resourceType":"Parameters","parameter":[{"name":"x"}]}""", "has the name 'operation'")]
    [InlineData("""{"resourceType":"Parameters","parameter":[{"name":"operation"}]}""", "the part 'type' is missing")]
    [InlineData("""{"resourceType":"Parameters","parameter":[{"name":"operation","part":[{"name":"type","valueInteger":1}]}]}""", "the part 'type' must be a string")]
    [InlineData("""{"resourceType":"Parameters","parameter":[{"name":"operation","part":[{"name":"what"}]}]}""", "'what' is none of type")]
    [InlineData("""{"resourceType":"Parameters","parameter":[{"name":"operation","part":[{"name":"type","valueCode":"upsert"},{"name":"path","valueString":"Patient"}]}]}""", "'upsert' is none of add")]
    [InlineData("""{"resourceType":"Parameters","parameter":[{"name":"operation","part":[{"name":"type","valueCode":"delete"},{"name":"path","valueString":"Patient."}]}]}""", "the path is no FHIRPath")]
    [InlineData("""{"resourceType":"Parameters","parameter":[{"name":"operation","part":[{"name":"type","valueCode":"delete"},{"name":"type","valueCode":"delete"}]}]}""", "given twice")]
    [InlineData("""{"resourceType":"Parameters","parameter":[{"name":"operation","part":[{"name":"type","valueCode":"add"},{"name":"path","valueString":"Patient"},{"name":"name","valueString":"active"},{"name":"value"}]}]}""", "has no value[x], part or resource")]
    public void What_is_no_FHIRPath_Patch(string parameters, string text)
    {
        var issue = Problem(Contact, parameters);
        issue.Code.ShouldBe(IssueCode.Structure);
        issue.Text.ShouldContain(text);
    }

    [Fact]
    public void Every_element_of_an_example_is_found_where_FHIRPath_found_it()
    {
        foreach (var example in R4Examples.All.Where(e => e.Json.Length < 3_000).Take(150))
        {
            var json = Encoding.UTF8.GetString(example.Json);
            using var document = Parse(json);
            var tree = JsonNode.Parse(json)!.AsObject();
            R4Definitions.Current.TryGetType(document.ResourceType, out var type).ShouldBeTrue();
            var root = FhirFax.Fhir.FhirPath.FhirPathItem.Of(type!, document.Root);
            var all = FhirFax.Fhir.FhirPath.FhirPathExpression.Parse("descendants()").Evaluate(root, new FhirFax.Fhir.FhirPath.FhirPathContext(R4Definitions.Current));
            foreach (var item in all.Where(i => i.Json.ValueKind != System.Text.Json.JsonValueKind.Undefined))
            {
                var (owner, property, index) = PatchTarget.Find(item, document, tree, R4Definitions.Current);
                var node = index < 0 ? owner[property.JsonName] : owner[property.JsonName]!.AsArray()[index];
                JsonNode.DeepEquals(node, JsonNode.Parse(item.Json.GetRawText())).ShouldBeTrue(example.Name);
            }
        }
    }

    [Fact]
    public void Whatever_comes_is_applied_or_refused()
    {
        string[] paths = ["Patient", "Patient.name", "Patient.name.given", "Patient.name[0]", "Patient.name.given[0]", "Patient.birthDate", "Patient.deceased", "Patient.birthDate.extension", "1", "Patient.nothing", "name", "Patient.contact.name", "Patient.id", "("];
        string[] values = ["\"valueString\":\"a\"", "\"valueHumanName\":{\"text\":\"a\"}", "\"valueHumanName\":1", "\"_valueString\":{\"id\":\"a\"}", "\"valueBoolean\":true", "\"resource\":{\"resourceType\":\"Basic\"}", "\"resource\":1", "\"part\":[{\"name\":\"text\",\"valueString\":\"a\"}]", "\"part\":[1]", "\"valueDate\":[\"2020\"]"];
        var operation =
            from type in Gen.Elements("add", "insert", "delete", "replace", "move")
            from path in Gen.Elements(paths)
            from name in Gen.Elements("name", "given", "birthDate", "deceased", "extension", "contained", "id", "contact")
            from value in Gen.Elements(values)
            from index in Gen.Choose(-1, 3)
            from destination in Gen.Choose(0, 3)
            select Operation(type, path, Name(name), $$"""{"name":"value",{{value}}}""", Part("index", "valueInteger", $"{index}"), Part("source", "valueInteger", $"{index}"), Part("destination", "valueInteger", $"{destination}"));
        string[] resources =
        [
            """{"resourceType":"Patient","name":[{"given":["a",null],"_given":[null,{"id":"b"}]},{"text":"c"}],"birthDate":"2020","_birthDate":{"extension":[{"url":"a"}]},"deceasedBoolean":true}""",
            """{"resourceType":"Patient","name":{"given":"a"},"_birthDate":[1],"birthDate":{},"deceasedBoolean":[],"contact":[[{"name":1}]],"id":{}}""",
            """{"resourceType":"Patient"}""",
        ];
        var cases = from operations in Gen.ListOf(operation) from resource in Gen.Elements(resources) select (operations, resource);
        Prop.ForAll(cases.ToArbitrary(), given =>
        {
            using var document = Parse(given.resource);
            using var parameters = Parse(Parameters([.. given.operations]));
            return FhirPathPatch.TryApply(document, parameters, out var patched, out var problem)
                ? ResourceDocument.TryParse(patched, out _, out _)
                : problem.Issues is [{ Text.Length: > 0, Expression.Length: > 0 }];
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }
}
