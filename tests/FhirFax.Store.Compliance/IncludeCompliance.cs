using FhirFax.Fhir.Search;
using static FhirFax.Store.Compliance.Samples;

namespace FhirFax.Store.Compliance;

/// <summary><see cref="SearchQuery.Includes"/>.</summary>
public abstract class IncludeCompliance : StoreCompliance
{
    [Fact]
    public async Task A_circle_of_references_is_followed_once()
    {
        await PutAsync(Project, "Organization", "a", To("Organization", "b"));
        await PutAsync(Project, "Organization", "b", To("Organization", "c"));
        await PutAsync(Project, "Organization", "c", To("Organization", "a"));
        await PutAsync(OtherProject, "Organization", "b", To("Organization", "x"));

        (await IncludedAsync(Include(iterates: false), "a")).ShouldBe(["b"]);
        (await IncludedAsync(Include(iterates: true), "a")).ShouldBe(["b", "c"]);
        (await IncludedAsync(Include(iterates: true) with { IsReverse = true }, "a")).ShouldBe(["c", "b"]);
        (await IncludedAsync(Include(iterates: true) with { Code = null }, "a")).ShouldBe(["b", "c"]);
    }

    [Fact]
    public async Task What_is_deleted_or_may_not_be_read_is_not_included()
    {
        await PutAsync(Project, "Organization", "a", To("Organization", "b"), To("Endpoint", "e"), To("Organization", "https://elsewhere.example/Organization/b"));
        await PutAsync(Project, "Endpoint", "e");
        await PutAsync(Project, "Organization", "b");

        (await IncludedAsync(Include(iterates: false), "a", "Endpoint")).ShouldBe(["e"]);
        await WriteAsync(t => t.DeleteAsync(Project, new("Endpoint", "e"), null, null, None).AsTask());
        (await IncludedAsync(Include(iterates: false), "a")).ShouldBe(["b"]);
    }

    [Fact]
    public async Task Only_a_reference_is_followed_however_much_another_value_looks_like_one()
    {
        await PutAsync(Project, "Organization", "b");
        await PutAsync(
            Project, "Organization", "a", new IndexEntry.String("name", "b", "Organization"), new IndexEntry.Token("type", "Organization", "b"), new IndexEntry.Uri("url", "b"));

        (await IncludedAsync(Include(iterates: true) with { SourceType = null, Code = null }, "a")).ShouldBeEmpty();
        await PutAsync(Project, "Organization", "a", new IndexEntry.String("name", "b", "Organization"), To("Organization", "b"));
        (await IncludedAsync(Include(iterates: true) with { SourceType = null, Code = null }, "a")).ShouldBe(["b"]);
    }

    [Fact]
    public async Task More_than_may_be_is_cut()
    {
        await PutAsync(Project, "Organization", "top");
        await WriteAsync(async t =>
        {
            for (var i = 0; i <= SearchInclude.MaxIncluded; i++)
            {
                await t.PutAsync(Project, Resource("Organization", $"o{i}", "", To("Organization", "top")), None);
            }
        });
        var query = new SearchQuery { ResourceType = "Organization", Filters = [new SearchFilter.Id(["top"])], Includes = [Include(iterates: false) with { IsReverse = true }] };

        var cut = await Store.SearchAsync(Project, query, None);
        cut.IsIncludeCut.ShouldBeTrue();
        cut.Included.Count.ShouldBe(SearchInclude.MaxIncluded);

        await WriteAsync(t => t.DeleteAsync(Project, new("Organization", "o7"), null, null, None).AsTask());
        var whole = await Store.SearchAsync(Project, query, None);
        whole.IsIncludeCut.ShouldBeFalse();
        whole.Included.Count.ShouldBe(SearchInclude.MaxIncluded);
    }

    [Fact]
    public async Task A_cancelled_search_ends_and_leaves_the_store_usable()
    {
        await PutAsync(Project, "Organization", "a");
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        var query = new SearchQuery { ResourceType = "Organization" };

        await Should.ThrowAsync<OperationCanceledException>(() => Store.SearchAsync(Project, query, cancelled.Token).AsTask());
        (await Store.SearchAsync(Project, query, None)).Resources.Count.ShouldBe(1);
    }

    private static SearchInclude Include(bool iterates) => new("Organization", "partof", null, IsReverse: false, iterates);

    private static IndexEntry.Reference To(string type, string id) => new("partof", type, id);

    private Task PutAsync(ProjectKey project, string type, string id, params IndexEntry[] entries) =>
        WriteAsync(t => t.PutAsync(project, Resource(type, id, "", entries), None).AsTask());

    private async Task<IReadOnlyList<string>> IncludedAsync(SearchInclude include, string id, params string[] types)
    {
        var query = new SearchQuery
        {
            ResourceType = "Organization",
            Filters = [new SearchFilter.Id([id])],
            Includes = [include],
            IncludableTypes = types.Length == 0 ? null : types.ToHashSet(),
        };
        var page = await Store.SearchAsync(Project, query, None);
        page.Resources.ShouldHaveSingleItem();
        return [.. page.Included.Select(r => r.Key.Id)];
    }
}
