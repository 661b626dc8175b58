using FhirFax.Fhir.Outcomes;
using static FhirFax.Fhir.Tests.Validation.Checking;

namespace FhirFax.Fhir.Tests.Validation;

public class BindingAndReferenceTests
{
    private const string Clinical = "http://terminology.hl7.org/CodeSystem/condition-clinical";

    private static string Condition(string clinicalStatus) =>
        $$"""{"resourceType":"Condition","subject":{"reference":"Patient/1"},"clinicalStatus":{{clinicalStatus}}}""";

    private static string Communication(string member) => $$"""{"resourceType":"Communication","status":"completed",{{member}}}""";

    [Fact]
    public void A_code_outside_its_required_value_set_is_refused() =>
        Refuses("""{"resourceType":"Patient","gender":"m"}""", IssueCode.CodeInvalid, "Patient.gender",
            "The code of 'gender' is not one of female, male, other, unknown (value set http://hl7.org/fhir/ValueSet/administrative-gender).");

    [Theory]
    [InlineData("Male")]
    [InlineData("mäle")]
    public void Codes_are_compared_as_they_are(string code) =>
        Issues($$"""{"resourceType":"Patient","gender":"{{code}}"}""").ShouldHaveSingleItem().Code.ShouldBe(IssueCode.CodeInvalid);

    [Fact]
    public void An_escaped_code_is_the_same_code() => Accepts("""{"resourceType":"Patient","gender":"m\u0061le"}""");

    [Theory]
    [InlineData("{\"coding\":[{\"system\":\"" + Clinical + "\",\"code\":\"active\"}]}", true)]
    [InlineData("{\"coding\":[{\"system\":\"http://other\",\"code\":\"x\"},{\"system\":\"" + Clinical + "\",\"code\":\"active\"}]}", true)]
    [InlineData("{\"coding\":[{\"code\":\"active\"}]}", true)]
    [InlineData("{\"extension\":[{\"url\":\"http://hl7.org/fhir/StructureDefinition/data-absent-reason\",\"valueCode\":\"unknown\"}]}", true)]
    [InlineData("{\"coding\":[{\"system\":\"http://other\",\"code\":\"active\"}]}", false)]
    [InlineData("{\"coding\":[{\"system\":\"" + Clinical + "\",\"code\":\"Active\"}]}", false)]
    [InlineData("{\"text\":\"active\"}", false)]
    public void A_CodeableConcept_needs_one_coding_of_its_required_value_set(string concept, bool isValid)
    {
        var issues = Issues(Condition(concept));
        if (isValid)
        {
            issues.ShouldBeEmpty();
        }
        else
        {
            var issue = issues.ShouldHaveSingleItem();
            issue.Code.ShouldBe(IssueCode.CodeInvalid);
            issue.Expression.ShouldBe("Condition.clinicalStatus");
        }
    }

    [Theory]
    [InlineData("Organization/1")]
    [InlineData("https://example.org/fhir/Organization/1")]
    [InlineData("https://example.org/fhir/Organization/1/_history/2")]
    [InlineData("urn:uuid:c757873d-ec9a-4326-a141-556f43239520")]
    [InlineData("https://example.org/hospital")]
    [InlineData("https://example.org/Patient?x=1")]
    public void A_reference_of_an_allowed_or_unknown_type_is_accepted(string reference) =>
        Accepts($$"""{"resourceType":"Patient","managingOrganization":{"reference":"{{reference}}"} }""");

    [Theory]
    [InlineData("Practitioner/1")]
    [InlineData("Practitioner/1/_history/2")]
    [InlineData("https://example.org/fhir/Practitioner/1")]
    public void A_reference_to_another_type_is_refused(string reference) =>
        Refuses($$"""{"resourceType":"Patient","managingOrganization":{"reference":"{{reference}}"} }""",
            IssueCode.Value, "Patient.managingOrganization.reference",
            "The property 'managingOrganization' may refer to Organization, but not to Practitioner.");

    [Theory]
    [InlineData("Organization?identifier=a|b")]
    [InlineData("Practitioner?identifier=a")]
    public void A_reference_that_is_a_search_is_for_transactions_alone(string reference)
    {
        var patient = $$"""{"resourceType":"Patient","managingOrganization":{"reference":"{{reference}}"} }""";
        Refuses(patient, IssueCode.Value, "Patient.managingOrganization.reference", "The reference in 'managingOrganization' is a search, which only a transaction resolves: name the resource.");

        var transaction = $$"""{"resourceType":"Bundle","type":"transaction","entry":[{"resource":{{patient}},"request":{"method":"POST","url":"Patient"} }]}""";
        if (reference.StartsWith("Organization", StringComparison.Ordinal))
        {
            Accepts(transaction);
        }
        else
        {
            Refuses(transaction, IssueCode.Value, "Bundle.entry[0].resource.managingOrganization.reference", "The property 'managingOrganization' may refer to Organization, but not to Practitioner.");
        }
    }

    [Fact]
    public void Parameters_may_bring_references_to_what_the_patched_resource_contains()
    {
        Accepts("""{"resourceType":"Parameters","parameter":[{"name":"value","valueReference":{"reference":"#o"} }]}""");
        Refuses("""{"resourceType":"Parameters","parameter":[{"name":"resource","resource":{"resourceType":"Patient","managingOrganization":{"reference":"#o"} } }]}""",
            IssueCode.Value, "Parameters.parameter[0].resource.managingOrganization.reference", "The reference in 'managingOrganization' names a contained resource that is not there (ref-1).");
    }

    [Theory]
    [InlineData("1")]
    [InlineData("Fax/1")]
    [InlineData("/Organization")]
    [InlineData("Organization/")]
    [InlineData("organization/1")]
    public void A_relative_reference_is_a_type_and_an_id(string reference) =>
        Refuses($$"""{"resourceType":"Patient","managingOrganization":{"reference":"{{reference}}"} }""",
            IssueCode.Value, "Patient.managingOrganization.reference",
            "The reference in 'managingOrganization' is neither Type/id with a resource type of FHIR R4, nor an absolute url, nor #id.");

    [Fact]
    public void An_empty_reference_is_one_problem() =>
        Refuses("""{"resourceType":"Patient","managingOrganization":{"reference":""}}""",
            IssueCode.Value, "Patient.managingOrganization.reference", "The property 'reference' is empty: leave it out.");

    [Fact]
    public void The_type_of_a_reference_is_checked_too()
    {
        Accepts("""{"resourceType":"Patient","managingOrganization":{"type":"Organization","display":"x"}}""");
        Refuses("""{"resourceType":"Patient","managingOrganization":{"type":"Patient","display":"x"}}""", IssueCode.Value,
            "Patient.managingOrganization.type", "The property 'managingOrganization' may refer to Organization, but not to Patient.");
        Refuses("""{"resourceType":"Patient","managingOrganization":{"type":"http://hl7.org/fhir/StructureDefinition/Patient"}}""", IssueCode.Value,
            "Patient.managingOrganization.type", "The property 'managingOrganization' may refer to Organization, but not to Patient.");
    }

    [Fact]
    public void A_local_reference_names_a_contained_resource_of_an_allowed_type()
    {
        const string contained = "\"contained\":[{\"resourceType\":\"Organization\",\"id\":\"o\",\"name\":\"x\"}";
        Accepts(Communication(contained + "],\"recipient\":[{\"reference\":\"#o\"}]"));
        Accepts(Communication("\"about\":[{\"reference\":\"#\"}]"));
        Refuses(Communication(contained + ",{\"resourceType\":\"Location\",\"id\":\"l\"}],\"recipient\":[{\"reference\":\"#o\"},{\"reference\":\"#l\"}]"), IssueCode.Value, "Communication.recipient[1].reference",
            "The property 'recipient' may refer to Device, Organization, Patient, Practitioner, PractitionerRole, RelatedPerson, Group, CareTeam, HealthcareService, but not to Location.");
        Refuses(Communication("\"about\":[{\"reference\":\"#x\"}]"), IssueCode.Value, "Communication.about[0].reference",
            "The reference in 'about' names a contained resource that is not there (ref-1).");
    }

    [Fact]
    public void A_contained_resource_refers_to_its_siblings_and_an_entry_to_its_own()
    {
        Accepts("""
            {"resourceType":"Patient","contained":[{"resourceType":"Organization","id":"a","name":"x","partOf":{"reference":"#b"}},{"resourceType":"Organization","id":"b","name":"x"}],
              "managingOrganization":{"reference":"#a"}}
            """);
        Issues("""
            {"resourceType":"Bundle","type":"batch","entry":[
              {"resource":{"resourceType":"Patient","contained":[{"resourceType":"Organization","id":"a","name":"x"}],"managingOrganization":{"reference":"#a"}},"request":{"method":"POST","url":"Patient"}},
              {"resource":{"resourceType":"Patient","managingOrganization":{"reference":"#a"}},"request":{"method":"POST","url":"Patient"}}]}
            """).ShouldHaveSingleItem().Expression.ShouldBe("Bundle.entry[1].resource.managingOrganization.reference");
    }
}
