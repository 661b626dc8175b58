using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Search;
using FhirFax.Store.Resources;
using static FhirFax.Store.Compliance.Samples;

namespace FhirFax.Store.Compliance;

/// <summary><see cref="IReindexing"/>.</summary>
public abstract class ReindexingCompliance : StoreCompliance
{
    [Fact]
    public async Task An_empty_store_has_nothing_to_index_again()
    {
        (await Store.BeginReindexingAsync("1", None)).IsComplete.ShouldBeTrue();
        await PutAsync("p1", "old");

        (await Store.BeginReindexingAsync("1", None)).IsComplete.ShouldBeTrue();
        (await Store.ReindexAsync("1", _ => throw new InvalidOperationException("not to be asked"), 10, None)).IsComplete.ShouldBeTrue();
    }

    [Fact]
    public async Task Another_version_indexes_what_is_there_a_few_at_a_time()
    {
        await Store.BeginReindexingAsync("1", None);
        for (var i = 0; i < 5; i++)
        {
            await PutAsync($"p{i}", "old");
        }

        (await Store.BeginReindexingAsync("2", None)).ShouldBe(new ReindexingProgress(0, 5));
        var seen = new List<string>();
        var progress = await Store.ReindexAsync("2", r => Note(seen, r), 2, None);

        progress.ShouldBe(new ReindexingProgress(2, 5));
        seen.ShouldBe(["p0", "p1"]);
        (await FoundAsync("new")).ShouldBe(["p0", "p1"], ignoreOrder: true);
        (await FoundAsync("old")).ShouldBe(["p2", "p3", "p4"], ignoreOrder: true);

        for (var i = 0; i < 2; i++)
        {
            progress = await Store.ReindexAsync("2", r => Note(seen, r), 2, None);
        }

        progress.IsComplete.ShouldBeTrue();
        seen.ShouldBe(["p0", "p1", "p2", "p3", "p4"]);
        (await FoundAsync("old")).ShouldBeEmpty();
        (await FoundAsync("new")).Count.ShouldBe(5);
        (await Store.ReadAsync(Project, new ResourceKey("Patient", "p3"), None))!.VersionId.ShouldBe(1);
    }

    [Fact]
    public async Task What_is_deleted_written_or_damaged_meanwhile_stays_as_it_is()
    {
        await Store.BeginReindexingAsync("1", None);
        foreach (var id in (string[])["deleted", "written", "damaged", "plain"])
        {
            await PutAsync(id, "old");
        }

        await WriteAsync(t => t.DeleteAsync(Project, new ResourceKey("Patient", "deleted"), null, null, None).AsTask());
        await Store.BeginReindexingAsync("2", None);
        var written = false;
        var progress = await Store.ReindexAsync(
            "2",
            resource =>
            {
                if (!written)
                {
                    written = true;
                    PutAsync("written", "newest").GetAwaiter().GetResult();
                }

                return resource.Key.Id == "damaged" ? null : Entries("new");
            },
            100,
            None);

        progress.IsComplete.ShouldBeTrue();
        (await FoundAsync("new")).ShouldBe(["plain"]);
        (await FoundAsync("newest")).ShouldBe(["written"]);
        (await FoundAsync("old")).ShouldBe(["damaged"]);
    }

    [Fact]
    public async Task A_version_that_comes_in_between_begins_anew()
    {
        await Store.BeginReindexingAsync("1", None);
        for (var i = 0; i < 3; i++)
        {
            await PutAsync($"p{i}", "old");
        }

        await Store.ReindexAsync("2", _ => Entries("second"), 2, None);
        (await Store.BeginReindexingAsync("3", None)).ShouldBe(new ReindexingProgress(0, 3));
        (await Store.ReindexAsync("3", _ => Entries("third"), 100, None)).IsComplete.ShouldBeTrue();

        (await FoundAsync("third")).Count.ShouldBe(3);
        (await FoundAsync("second")).ShouldBeEmpty();
    }

    [Fact]
    public async Task All_projects_are_indexed_again_and_stay_apart()
    {
        await Store.BeginReindexingAsync("1", None);
        await WriteAsync(t => t.PutAsync(OtherProject, Resource("Patient", "theirs", "", [.. Entries("old")]), None).AsTask());
        await PutAsync("ours", "old");

        await Store.ReindexAsync("2", _ => Entries("new"), 100, None);

        (await FoundAsync("new")).ShouldBe(["ours"]);
        (await Store.SearchAsync(OtherProject, Query("new"), None)).Resources.Select(r => r.Key.Id).ShouldBe(["theirs"]);
    }

    [Fact]
    public async Task A_page_walk_goes_on_in_its_order_over_what_is_indexed_again()
    {
        await Store.BeginReindexingAsync("1", None);
        foreach (var id in (string[])["a", "b", "c", "d"])
        {
            await PutAsync(id, id);
        }

        var query = new SearchQuery { ResourceType = "Patient", Count = 1, Sort = [new SortKey("name", SearchParameterType.Token, false)] };
        var page = await Store.SearchAsync(Project, query, None);
        var walked = new List<string>(page.Resources.Select(r => r.Key.Id));
        // Turns the order round.
        await Store.ReindexAsync("2", r => Entries(((char)('z' - (r.Key.Id[0] - 'a'))).ToString()), 100, None);
        while (page.Next is { } next)
        {
            page = await Store.SearchAsync(Project, query with { Cursor = next }, None);
            walked.AddRange(page.Resources.Select(r => r.Key.Id));
        }

        walked.ShouldBe(["a", "b", "c", "d"]);
    }

    private static IReadOnlyList<IndexEntry> Entries(string name) => [new IndexEntry.Token("name", null, name)];

    private static IReadOnlyList<IndexEntry> Note(List<string> seen, StoredResource resource)
    {
        seen.Add(resource.Key.Id);
        return Entries("new");
    }

    private static SearchQuery Query(string name) => new()
    {
        ResourceType = "Patient",
        Filters = [new SearchFilter.Parameter("name", SearchParameterType.Token, [new SearchValue.Token(null, name)])],
    };

    private Task PutAsync(string id, string name) => WriteAsync(t => t.PutAsync(Project, Resource("Patient", id, "", [.. Entries(name)]), None).AsTask());

    private async Task<IReadOnlyList<string>> FoundAsync(string name) => [.. (await Store.SearchAsync(Project, Query(name), None)).Resources.Select(r => r.Key.Id)];
}
