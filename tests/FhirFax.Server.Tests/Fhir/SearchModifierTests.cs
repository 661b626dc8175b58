using System.Net;
using FhirFax.Server.Tests.Support;

namespace FhirFax.Server.Tests.Fhir;

/// <summary>Modifiers and chains over HTTP: a clinic, its patients and what was observed of them.</summary>
public sealed class SearchModifierTests(SearchedServer server) : IClassFixture<SearchedServer>
{
    [Theory]
    [InlineData("Patient?family:exact=Müller", "anna")]
    [InlineData("Patient?family:exact=müller", "")]
    [InlineData("Patient?family=muller", "anna")]
    [InlineData("Patient?family:contains=ULL", "anna")]
    [InlineData("Patient?birthdate:missing=true", "ben")]
    [InlineData("Patient?birthdate:missing=false", "anna")]
    [InlineData("Patient?gender:not=female", "ben")]
    [InlineData("Patient?gender:not=http://hl7.org/fhir/administrative-gender|female", "ben")]
    [InlineData("Patient?identifier:of-type=http://terminology.hl7.org/CodeSystem/v2-0203|MR|12345", "anna")]
    [InlineData("Patient?identifier:of-type=http://terminology.hl7.org/CodeSystem/v2-0203|SS|12345", "")]
    [InlineData("Patient?general-practitioner:identifier=urn:npi|77", "anna")]
    [InlineData("Patient?general-practitioner:missing=false", "anna")]
    [InlineData("Patient?organization.name=clinic", "anna,ben")]
    [InlineData("Patient?organization:Organization.partof.name=group", "anna,ben")]
    [InlineData("Patient?organization.identifier=urn:org|c", "anna,ben")]
    [InlineData("Patient?_has:Observation:patient:code=1234-5", "anna")]
    [InlineData("Patient?_has:Observation:patient:_has:DiagnosticReport:result:status=final", "anna")]
    [InlineData("Patient?_has:Observation:patient:code=none", "")]
    [InlineData("Observation?code:text=blood", "sugar")]
    [InlineData("Observation?code:text=gluc", "sugar")]
    [InlineData("Observation?subject:Patient=anna", "sugar")]
    [InlineData("Observation?subject:Group=anna", "")]
    [InlineData("Observation?subject:Patient.name=anna", "sugar")]
    [InlineData("Observation?subject.name=anna", "sugar")]
    [InlineData("Observation?patient.organization.name=clinic", "sugar,weight")]
    [InlineData("Observation?patient.gender:not=female", "weight")]
    public async Task Finds(string search, string ids)
    {
        using var api = server.Api();
        var found = await api.GetAsync(search.Replace("|", "%7C", StringComparison.Ordinal));

        found.Status.ShouldBe(HttpStatusCode.OK, found.Text);
        found.Resources.Select(r => r["id"]!.GetValue<string>()).Order().ShouldBe(ids.Split(',', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("Patient?gender:in=http://example.org/vs", "gender")]
    [InlineData("Patient?name:nonsense=x", "nonsense")]
    [InlineData("Patient?organization.shoesize=1", "shoesize")]
    [InlineData("Patient?_filter=name eq x", "_filter")]
    [InlineData("Patient?_query=mine", "_query")]
    [InlineData("Patient?_list=42", "_list")]
    [InlineData("Patient?_text=word", "_text")]
    [InlineData("Patient?_content=word", "_content")]
    public async Task Refuses(string search, string name)
    {
        using var api = server.Api();
        var refused = await api.GetAsync(search);

        refused.Status.ShouldBe(HttpStatusCode.BadRequest, refused.Text);
        refused.IssueCode.ShouldBe("not-supported");
        refused.IssueText.ShouldContain(name);
    }

    [Fact]
    public async Task A_chain_reaches_only_what_the_client_may_search()
    {
        using var reader = server.Api("reader");

        (await reader.GetAsync("Patient?name=anna")).Resources.ShouldHaveSingleItem();
        (await reader.GetAsync("Patient?organization:Organization.name=clinic")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await reader.GetAsync("Patient?_has:Observation:patient:code=1234-5")).Status.ShouldBe(HttpStatusCode.Forbidden);
    }
}
