using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Outcomes;
using FhirFax.Fhir.Search;

namespace FhirFax.Fhir.Tests.Search;

/// <summary>Modifiers and chains, as they are read and as what they look at is indexed.</summary>
public class SearchModifierTests
{
    private static readonly SearchQueryParser Parser = new(R4Definitions.Current);

    [Fact]
    public void Missing_asks_for_the_parameter_itself()
    {
        Filter("Patient", "birthdate:missing", "true").ShouldBe(new SearchFilter.Missing("birthdate", SearchParameterType.Date, true));
        Filter("Patient", "organization:missing", "false").ShouldBe(new SearchFilter.Missing("organization", SearchParameterType.Reference, false));
        Parse("Patient", "birthdate:missing", "maybe").Errors.ShouldHaveSingleItem().Code.ShouldBe(IssueCode.Value);
    }

    [Fact]
    public void Exact_keeps_case_and_accents_and_contains_does_not()
    {
        Values(Filter("Patient", "family:exact", "  Müller")).ShouldBe([new SearchValue.ExactText("muller", "  Müller")]);
        Values(Filter("Patient", "family:contains", "ÜLL,x")).ShouldBe([new SearchValue.ContainedText("ull"), new SearchValue.ContainedText("x")]);
    }

    [Fact]
    public void Not_turns_all_alternatives_round()
    {
        var not = Filter("Patient", "gender:not", "male,http://hl7.org/fhir/administrative-gender|female").ShouldBeOfType<SearchFilter.Not>();

        Values(not.Filter).ShouldBe([new SearchValue.Token(null, "male"), new SearchValue.Token("", "female")]);
        Filter("Patient", "_id:not", "a").ShouldBeOfType<SearchFilter.Not>().Filter.ShouldBeOfType<SearchFilter.Id>();
    }

    [Fact]
    public void A_type_as_modifier_completes_an_id_and_contradicts_another_type()
    {
        Values(Filter("Observation", "subject:Patient", "23")).ShouldBe([new SearchValue.Reference("Patient", "23")]);
        Values(Filter("Observation", "subject:Patient", "Patient/23")).ShouldBe([new SearchValue.Reference("Patient", "23")]);
        Parse("Observation", "subject:Patient", "Group/23").Errors.ShouldHaveSingleItem().Text.ShouldContain("subject");
    }

    [Fact]
    public void Identifiers_and_texts_beside_references_and_codes_have_entries_of_their_own()
    {
        const string json = """
            {"resourceType":"Observation","code":{"coding":[{"system":"urn:s","code":"c","display":"Blood Sugar"}],"text":"Zücker"},
             "subject":{"identifier":{"system":"urn:mrn","value":"7"},"display":"Anna Müller"}}
            """;

        Indexed.By("subject:identifier", json).ShouldBe(["urn:mrn|7"]);
        Indexed.By("subject:text", json).ShouldBe(["anna muller"]);
        Indexed.By("code:text", json).ShouldBe(["blood sugar", "zucker"]);
        Indexed.By("subject", json).ShouldBeEmpty();
        Indexed.By("subject:present", json).ShouldBe(["true"]);
        Indexed.By("code:present", json).ShouldBeEmpty();
        var identifier = Filter("Observation", "subject:identifier", "urn:mrn|7").ShouldBeOfType<SearchFilter.Parameter>();
        (identifier.Code, identifier.Type).ShouldBe(("subject:identifier", SearchParameterType.Token));
        var text = Filter("Observation", "code:text", "ZUCK").ShouldBeOfType<SearchFilter.Parameter>();
        (text.Code, text.AnyOf[0]).ShouldBe(("code:text", new SearchValue.String("zuck")));
    }

    [Fact]
    public void Of_type_joins_the_identifiers_type_and_value()
    {
        const string json = """
            {"resourceType":"Patient","identifier":[{"type":{"coding":[{"system":"urn:t","code":"MR"}],"text":"Record no."},"system":"urn:x","value":"12|3"},{"value":"9"}]}
            """;

        Indexed.By("identifier:of-type", json).ShouldBe(["urn:t|MR|12|3"]);
        Indexed.By("identifier:text", json).ShouldBe(["record no."]);
        Values(Filter("Patient", "identifier:of-type", @"urn:t|MR|12\|3")).ShouldBe([new SearchValue.Token("urn:t", "MR|12|3")]);
        Parse("Patient", "identifier:of-type", "urn:t|MR").Errors.ShouldHaveSingleItem().Code.ShouldBe(IssueCode.Value);
    }

    [Fact]
    public void Uris_above_and_below()
    {
        Values(Filter("ValueSet", "url:below", "http://acme.org/fhir")).ShouldBe([new SearchValue.UriBelow("http://acme.org/fhir")]);
        Values(Filter("ValueSet", "url:above", "http://acme.org/fhir/x")).ShouldBe(
            [new SearchValue.Uri("http://acme.org/fhir/x"), new SearchValue.Uri("http://acme.org/fhir"), new SearchValue.Uri("http://acme.org")]);
    }

    [Fact]
    public void Chains_lead_to_the_types_that_have_the_parameter()
    {
        var typed = Filter("Observation", "subject:Patient.name", "x").ShouldBeOfType<SearchFilter.Chain>();
        typed.Code.ShouldBe("subject");
        typed.AnyOf.ShouldHaveSingleItem().ResourceType.ShouldBe("Patient");

        var untyped = Filter("Observation", "subject.identifier", "x").ShouldBeOfType<SearchFilter.Chain>();
        untyped.AnyOf.Select(t => t.ResourceType).ShouldBe(["Device", "Group", "Location", "Patient"]);

        var deep = Filter("Observation", "subject:Patient.organization.partof.name:exact", "x").ShouldBeOfType<SearchFilter.Chain>();
        deep.AnyOf[0].Filter.ShouldBeOfType<SearchFilter.Chain>().AnyOf[0].Filter.ShouldBeOfType<SearchFilter.Chain>().AnyOf[0].Filter.ShouldBeOfType<SearchFilter.Parameter>();
    }

    [Fact]
    public void Reverse_chains_nest()
    {
        var has = Filter("Patient", "_has:Observation:patient:_has:AuditEvent:entity:agent", "Practitioner/1").ShouldBeOfType<SearchFilter.Has>();

        (has.SourceType, has.Code).ShouldBe(("Observation", "patient"));
        has.Filter.ShouldBeOfType<SearchFilter.Has>().Filter.ShouldBeOfType<SearchFilter.Parameter>();
        Filter("Encounter", "patient._has:Group:member:_id", "102").ShouldBeOfType<SearchFilter.Chain>().AnyOf.ShouldAllBe(t => t.Filter is SearchFilter.Has);
    }

    [Fact]
    public void Chains_are_bounded_and_keep_to_what_the_caller_may_search()
    {
        var tooDeep = "partof." + string.Concat(Enumerable.Repeat("partof.", 6)) + "name";
        Parse("Organization", tooDeep, "x").Errors.ShouldContain(e => e.Code == IssueCode.TooCostly || e.Code == IssueCode.NotSupported);
        Parser.Parse("Observation", [new("subject:Patient.name", "x")], [], type => type != "Patient").Errors.ShouldHaveSingleItem().Code.ShouldBe(IssueCode.Forbidden);
        Parser.Parse("Patient", [new("_has:Observation:patient:code", "x")], [], type => type == "Patient").Errors.ShouldHaveSingleItem().Code.ShouldBe(IssueCode.Forbidden);
        var rest = (SearchFilter.Chain)Parser.Parse("Observation", [new("subject.identifier", "x")], [], type => type != "Patient").Query!.Filters[0];
        rest.AnyOf.ShouldNotContain(t => t.ResourceType == "Patient");
    }

    [Fact]
    public void Alternatives_are_bounded_over_the_whole_search()
    {
        var values = string.Join(',', Enumerable.Repeat("x", 200));

        Parser.Parse("Patient", Enumerable.Repeat(KeyValuePair.Create("name", values), 5), []).Errors.ShouldBeEmpty();
        Parser.Parse("Patient", Enumerable.Repeat(KeyValuePair.Create("name", values), 6), []).Errors.ShouldHaveSingleItem().Code.ShouldBe(IssueCode.TooCostly);
        Parse("AuditEvent", "entity.identifier", values).Errors.ShouldContain(e => e.Code == IssueCode.TooCostly);
    }

    private static SearchParseResult Parse(string type, string name, string value) => Parser.Parse(type, [new(name, value)], ["http://us.example/fhir"]);

    private static SearchFilter Filter(string type, string name, string value)
    {
        var result = Parse(type, name, value);
        result.Errors.ShouldBeEmpty();
        result.Applied.ShouldBe([KeyValuePair.Create(name, value)]);
        return result.Query.ShouldNotBeNull().Filters.ShouldHaveSingleItem();
    }

    private static IReadOnlyList<SearchValue> Values(SearchFilter filter) => filter.ShouldBeOfType<SearchFilter.Parameter>().AnyOf;
}
