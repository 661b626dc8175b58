using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Search;
using FhirFax.Store.Resources;
using static FhirFax.Store.Compliance.Samples;

namespace FhirFax.Store.Compliance;

/// <summary>Searches along references: a small family of resources, and one of every kind in another project.</summary>
public abstract class ChainCompliance : StoreCompliance
{
    [Fact]
    public async Task A_chain_finds_what_points_at_a_match()
    {
        await FillAsync();

        (await FindAsync("Observation", Chain("subject", "Patient", Name("anna")))).ShouldBe(["o2", "o1"]);
        (await FindAsync("Observation", Chain("subject", "Patient", Name("nobody")))).ShouldBeEmpty();
        (await FindAsync("Observation", new SearchFilter.Chain("subject", [new("Patient", Name("ben")), new("Group", Name("ben"))]))).ShouldBe(["o4", "o3"]);
        (await FindAsync("Observation", Chain("subject", "Patient", new SearchFilter.Id(["p2"])))).ShouldBe(["o3"]);
        (await FindAsync("Observation", Chain("nothing", "Patient", Name("anna")))).ShouldBeEmpty();
    }

    [Fact]
    public async Task Chains_go_on_and_combine_with_others()
    {
        await FillAsync();
        var ofClinic = Chain("subject", "Patient", Chain("organization", "Organization", Name("clinic")));

        (await FindAsync("Observation", ofClinic)).ShouldBe(["o2", "o1"]);
        (await FindAsync("Observation", ofClinic, Token("code", "pulse"))).ShouldBe(["o2"]);
        (await FindAsync("Observation", new SearchFilter.Not(ofClinic))).ShouldBe(["o5", "o4", "o3"]);
        (await FindAsync("Observation", Chain("subject", "Patient", new SearchFilter.Not(Name("anna"))))).ShouldBe(["o3"]);
        (await FindAsync("Observation", Chain("subject", "Patient", new SearchFilter.Missing("organization", SearchParameterType.Reference, true)))).ShouldBe(["o3"]);
    }

    [Fact]
    public async Task A_reverse_chain_finds_what_a_match_points_at()
    {
        await FillAsync();

        (await FindAsync("Patient", Has("Observation", "subject", Token("code", "pulse")))).ShouldBe(["p2", "p1"]);
        (await FindAsync("Patient", Has("Observation", "subject", Token("code", "weight")))).ShouldBe(["p1"]);
        (await FindAsync("Patient", new SearchFilter.Not(Has("Observation", "subject", Token("code", "weight"))))).ShouldBe(["p3", "p2"]);
        (await FindAsync("Organization", Has("Patient", "organization", Has("Observation", "subject", Token("code", "weight"))))).ShouldBe(["c1"]);
        (await FindAsync("Organization", Has("Patient", "organization", Has("Observation", "subject", Token("code", "none"))))).ShouldBeEmpty();
        (await FindAsync("Patient", Has("Device", "patient", Token("code", "x")))).ShouldBeEmpty();
    }

    [Fact]
    public async Task Chains_follow_changes_and_deletions()
    {
        await FillAsync();
        await PutAsync(Project, "Patient", "p1", Text("berta"));
        (await FindAsync("Observation", Chain("subject", "Patient", Name("anna")))).ShouldBeEmpty();

        await WriteAsync(t => t.DeleteAsync(Project, new("Patient", "p2"), null, null, None).AsTask());
        (await FindAsync("Observation", Chain("subject", "Patient", Name("ben")))).ShouldBeEmpty();
        (await FindAsync("Observation", Chain("subject", "Patient", new SearchFilter.Id(["p2"])))).ShouldBeEmpty();
        (await FindAsync("Patient", Has("Observation", "subject", Token("code", "pulse")))).ShouldBe(["p1"]);
    }

    [Fact]
    public async Task A_walk_along_a_chain_has_pages_a_total_and_an_order()
    {
        await FillAsync();
        var query = new SearchQuery
        {
            ResourceType = "Observation",
            Filters = [Chain("subject", "Patient", new SearchFilter.Not(Name("zoe")))],
            Sort = [new SortKey("code", SearchParameterType.Token, false)],
            Count = 2,
            Total = true,
        };
        var first = await Store.SearchAsync(Project, query, None);
        var second = await Store.SearchAsync(Project, query with { Cursor = first.Next }, None);

        first.Total.ShouldBe(3);
        first.Resources.Concat(second.Resources).Select(r => r.Key.Id).ShouldBe(["o2", "o3", "o1"], ignoreOrder: false);
        second.Next.ShouldBeNull();
    }

    private static SearchFilter.Chain Chain(string code, string type, SearchFilter filter) => new(code, [new ChainTarget(type, filter)]);

    private static SearchFilter.Has Has(string type, string code, SearchFilter filter) => new(type, code, filter);

    private static SearchFilter.Parameter Name(string start) => new("name", SearchParameterType.String, [new SearchValue.String(start)]);

    private static SearchFilter.Parameter Token(string code, string value) => new(code, SearchParameterType.Token, [new SearchValue.Token(null, value)]);

    private static IndexEntry.String Text(string name) => new("name", name, name);

    private static IndexEntry.Token Code(string code) => new("code", null, code);

    private static IndexEntry.Reference To(string code, string type, string id) => new(code, type, id);

    private async Task FillAsync()
    {
        foreach (var project in new[] { OtherProject, Project })
        {
            await PutAsync(project, "Organization", "c1", Text("clinic"));
            await PutAsync(project, "Patient", "p1", Text("anna"), To("organization", "Organization", "c1"));
            await PutAsync(project, "Patient", "p2", Text("ben"));
            await PutAsync(project, "Patient", "p3", Text("carl"), To("organization", "Organization", "c1"));
            await PutAsync(project, "Group", "g1", Text("ben's friends"));
            await PutAsync(project, "Observation", "o1", Code("weight"), To("subject", "Patient", "p1"));
            await PutAsync(project, "Observation", "o2", Code("pulse"), To("subject", "Patient", "p1"));
            await PutAsync(project, "Observation", "o3", Code("pulse"), To("subject", "Patient", "p2"));
            await PutAsync(project, "Observation", "o4", Code("pulse"), To("subject", "Group", "g1"));
            await PutAsync(project, "Observation", "o5", Code("pulse"), To("subject", "Patient", "https://elsewhere.example/Patient/p1"));
        }

        await PutAsync(OtherProject, "Observation", "o9", Code("weight"), To("subject", "Patient", "p3"));
    }

    private Task PutAsync(ProjectKey project, string type, string id, params IndexEntry[] entries) =>
        WriteAsync(t => t.PutAsync(project, Resource(type, id, "", entries), None).AsTask());

    private async Task<IReadOnlyList<string>> FindAsync(string type, params SearchFilter[] filters) =>
        [.. (await Store.SearchAsync(Project, new SearchQuery { ResourceType = type, Filters = filters }, None)).Resources.Select(r => r.Key.Id)];
}
