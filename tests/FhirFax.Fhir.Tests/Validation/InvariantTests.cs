using System.Text;
using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.FhirPath;
using FhirFax.Fhir.Json;
using FhirFax.Fhir.Outcomes;
using FhirFax.Fhir.Tests.Fixtures;
using FhirFax.Fhir.Validation;

namespace FhirFax.Fhir.Tests.Validation;

public class InvariantTests
{
    private static readonly ResourceValidator Validator = new(R4Definitions.Current);

    private static void Breaks(string json, string key, string expression)
    {
        var issue = Checking.Issues(json).ShouldHaveSingleItem();
        issue.Severity.ShouldBe(IssueSeverity.Error);
        issue.Code.ShouldBe(IssueCode.Invariant);
        issue.Expression.ShouldBe(expression);
        issue.Text.ShouldEndWith($"({key}).");
    }

    private static IReadOnlyList<Issue> WithWarnings(string json)
    {
        ResourceDocument.TryParse(Encoding.UTF8.GetBytes(json), out var document, out _).ShouldBeTrue();
        using (document)
        {
            return Validator.Validate(document!, new ValidationOptions { IncludeWarnings = true });
        }
    }

    [Theory]
    [InlineData("""{"resourceType":"Patient","contact":[{"gender":"male"}]}""", "pat-1", "Patient.contact[0]")]
    [InlineData("""{"resourceType":"Patient","telecom":[{"system":"fax","value":"1"},{"value":"2"}]}""", "cpt-2", "Patient.telecom[1]")]
    [InlineData("""{"resourceType":"Patient","name":[{"text":"a","period":{"start":"2020-01-02","end":"2020-01-01"}}]}""", "per-1", "Patient.name[0].period")]
    [InlineData("""{"resourceType":"Patient","photo":[{"data":"AAAA"}]}""", "att-1", "Patient.photo[0]")]
    [InlineData("""{"resourceType":"Patient","extension":[{"url":"http://a","valueAge":{"value":-1,"system":"http://unitsofmeasure.org","code":"a"}}]}""", "age-1", "Patient.extension[0].value")]
    [InlineData("""{"resourceType":"Organization","active":true}""", "org-1", "Organization")]
    [InlineData("""{"resourceType":"Organization","name":"x","telecom":[{"use":"work"},{"use":"home"}]}""", "org-3", "Organization.telecom[1]")]
    [InlineData("""{"resourceType":"Observation","status":"final","code":{"text":"x"},"valueInteger":1,"dataAbsentReason":{"text":"x"}}""", "obs-6", "Observation")]
    [InlineData("""{"resourceType":"Bundle","type":"searchset","entry":[{"fullUrl":"http://a/Basic/1"}]}""", "bdl-5", "Bundle.entry[0]")]
    [InlineData("""{"resourceType":"Bundle","type":"collection","total":1}""", "bdl-1", "Bundle")]
    [InlineData("""{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Organization"}}]}""", "org-1", "Bundle.entry[0].resource")]
    [InlineData("""{"resourceType":"Parameters","parameter":[{"name":"a","part":[{"name":"b"}]}]}""", "inv-1", "Parameters.parameter[0].part[0]")]
    [InlineData("""{"resourceType":"Patient","contained":[{"resourceType":"Organization","id":"o"}],"managingOrganization":{"reference":"#o"}}""", "org-1", "Patient.contained[0]")]
    [InlineData("""{"resourceType":"Patient","contained":[{"resourceType":"Organization","id":"o","name":"x"}]}""", "dom-3", "Patient.contained[0]")]
    [InlineData("""{"resourceType":"Patient","contained":[{"resourceType":"Organization","id":"o","name":"x","meta":{"versionId":"1"}}],"managingOrganization":{"reference":"#o"}}""", "dom-4", "Patient")]
    [InlineData("""{"resourceType":"StructureDefinition","url":"http://a","name":"A","status":"draft","kind":"logical","abstract":false,"type":"x","differential":{"element":[{"id":"x","path":"x","min":2,"max":"1"}]},"derivation":"constraint","baseDefinition":"http://b"}""", "eld-2", "StructureDefinition.differential.element[0]")]
    [InlineData("""{"resourceType":"StructureDefinition","url":"http://a","name":"A","status":"draft","kind":"logical","abstract":false,"type":"x","differential":{"element":[{"id":"x","path":"x","max":"-1"}]},"derivation":"constraint","baseDefinition":"http://b"}""", "eld-3", "StructureDefinition.differential.element[0].max")]
    public void A_broken_invariant_is_told_at_its_element(string json, string key, string expression) => Breaks(json, key, expression);

    [Fact]
    public void The_sentence_is_that_of_the_definitions() =>
        Checking.Issues("""{"resourceType":"Patient","telecom":[{"value":"2"}]}""").ShouldHaveSingleItem()
            .Text.ShouldBe("A system is required if a value is provided (cpt-2).");

    [Fact]
    public void A_contained_resource_may_refer_to_its_container_instead() => Checking.Accepts("""
        {"resourceType":"Organization","name":"x","contained":[{"resourceType":"Endpoint","id":"e","status":"active","connectionType":{"code":"x"},"payloadType":[{"text":"x"}],
         "address":"http://a","managingOrganization":{"reference":"#"}}]}
        """);

    [Fact]
    public void A_uri_refers_to_a_contained_resource_too() => Checking.Accepts("""
        {"resourceType":"Questionnaire","status":"draft","contained":[{"resourceType":"ValueSet","id":"v","status":"draft"}],
         "item":[{"linkId":"1","type":"choice","answerValueSet":"#v"}]}
        """);

    [Fact]
    public void The_resource_of_an_entry_is_its_own() => Breaks("""
        {"resourceType":"Bundle","type":"collection","entry":[
          {"resource":{"resourceType":"Observation","status":"final","code":{"coding":[{"code":"a"}]},"valueInteger":1,"component":[{"code":{"coding":[{"code":"b"}]}}]}},
          {"resource":{"resourceType":"Observation","status":"final","code":{"coding":[{"code":"b"}]},"valueInteger":1,"component":[{"code":{"coding":[{"code":"b"}]}}]}}]}
        """, "obs-7", "Bundle.entry[1].resource");

    [Fact]
    public void What_a_faulty_structure_says_of_its_invariants_is_not_told() =>
        Checking.Issues("""{"resourceType":"Organization","nam":"x"}""").ShouldHaveSingleItem().Code.ShouldBe(IssueCode.Structure);

    [Fact]
    public void Warnings_are_told_when_asked_for()
    {
        const string json = """{"resourceType":"Patient","contained":[{"resourceType":"Organization","id":"o","name":"x"}],"managingOrganization":{"reference":"#o"}}""";
        Checking.Accepts(json);
        var issue = WithWarnings(json).ShouldHaveSingleItem();
        issue.Severity.ShouldBe(IssueSeverity.Warning);
        issue.Expression.ShouldBe("Patient");
        issue.Text.ShouldEndWith("(dom-6).");
    }

    [Fact]
    public void What_cannot_be_decided_in_bounds_is_accepted_with_a_warning()
    {
        // ig-1 compares every resource's group with every group: 4,000 times 4,000.
        var groups = string.Join(',', Enumerable.Range(0, 4000).Select(i => $"{{\"id\":\"g{i}\",\"name\":\"x\"}}"));
        var resources = string.Join(',', Enumerable.Range(0, 4000).Select(i => $"{{\"reference\":{{\"display\":\"x\"}},\"groupingId\":\"g{i}\"}}"));
        var json = $$"""
            {"resourceType":"ImplementationGuide","url":"http://a","name":"A","status":"draft","packageId":"a","fhirVersion":["4.0.1"],
             "definition":{"grouping":[{{groups}}],"resource":[{{resources}}]} }
            """;
        Checking.Accepts(json);
        var issue = WithWarnings(json).Single(i => i.Code == IssueCode.TooCostly);
        issue.Severity.ShouldBe(IssueSeverity.Warning);
        issue.Expression.ShouldBe("ImplementationGuide.definition");
    }

    [Fact]
    public void Thousands_of_codes_are_compared_in_one_pass()
    {
        var concepts = string.Join(',', Enumerable.Range(0, 20_000).Select(i => $"{{\"code\":\"c{i}\"}}"));
        Checking.Accepts($$"""{"resourceType":"CodeSystem","status":"draft","content":"complete","concept":[{{concepts}}]}""");
        Breaks($$"""{"resourceType":"CodeSystem","status":"draft","content":"complete","concept":[{{concepts}},{"code":"c1"}]}""", "csd-1", "CodeSystem");
    }

    [Fact]
    public void Skipping_what_need_not_be_run_changes_no_answer()
    {
        var skipped = 0;
        foreach (var example in R4Examples.All.Where(e => e.Json.Length < 20_000))
        {
            ResourceDocument.TryParse(example.Json, out var document, out _).ShouldBeTrue();
            R4Definitions.Current.TryGetType(document!.ResourceType, out var type).ShouldBeTrue();
            var item = FhirPathItem.Of(type!, document.Root);
            ulong seen = 0;
            foreach (var member in document.Root.EnumerateObject())
            {
                seen |= type!.Properties.TryGetValue(member.Name.TrimStart('_'), out var property) ? 1UL << property.Element.Ordinal : 0;
            }

            foreach (var rule in InvariantRules.Of(type!).Where(r => (r.Vacuous & ~seen) != 0))
            {
                skipped++;
                rule.Expression.Holds(item, new FhirPathContext(R4Definitions.Current)).ShouldBeTrue($"{example} {rule.Definition.Key}");
            }

            document.Dispose();
        }

        skipped.ShouldBeGreaterThan(500);
    }
}
