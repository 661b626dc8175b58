using FhirFax.Store.Resources;
using FsCheck;
using FsCheck.Fluent;
using static FhirFax.Store.Compliance.Samples;

namespace FhirFax.Store.Compliance;

/// <summary><see cref="IResourceReader.HistoryAsync"/>.</summary>
public abstract class HistoryCompliance : StoreCompliance
{
    [Fact]
    public async Task An_instance_lists_its_versions_newest_first_with_the_delete()
    {
        await PutAsync("Patient", "p1");
        await PutAsync("Patient", "p1");
        await WriteAsync(t => t.DeleteAsync(Project, new("Patient", "p1"), null, "client-2", None).AsTask());
        await PutAsync("Patient", "p2");

        var page = await HistoryAsync(new HistoryQuery { ResourceType = "Patient", Id = "p1", Total = true });

        page.Resources.Select(r => (r.VersionId, r.IsDeleted)).ShouldBe([(3, true), (2, false), (1, false)]);
        page.Total.ShouldBe(3);
        page.Next.ShouldBeNull();
        page.Resources[0].Author.ShouldBe("client-2");
        page.Resources[0].Creator.ShouldBe("client-1");
        page.Resources[2].Text().ShouldContain("\"versionId\":\"1\"");
    }

    [Fact]
    public async Task A_type_and_a_project_list_the_versions_of_all_their_resources()
    {
        await PutAsync("Patient", "a");
        await PutAsync("Observation", "b");
        await PutAsync("Patient", "c");
        await PutAsync("Patient", "a");
        await Store.WriteAsync((t, c) => t.PutAsync(OtherProject, Resource("Patient", "x"), c), None);

        Versions(await HistoryAsync(new HistoryQuery { ResourceType = "Patient" })).ShouldBe(["Patient/a/2", "Patient/c/1", "Patient/a/1"]);
        Versions(await HistoryAsync(new HistoryQuery())).ShouldBe(["Patient/a/2", "Patient/c/1", "Observation/b/1", "Patient/a/1"]);
        Versions(await Store.HistoryAsync(OtherProject, new HistoryQuery(), None)).ShouldBe(["Patient/x/1"]);
        Versions(await Store.HistoryAsync(OtherProject, new HistoryQuery { ResourceType = "Patient", Id = "a" }, None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_has_no_history_lists_nothing()
    {
        (await HistoryAsync(new HistoryQuery { Total = true })).Total.ShouldBe(0);
        (await HistoryAsync(new HistoryQuery { ResourceType = "Patient", Id = "nobody" })).Resources.ShouldBeEmpty();
    }

    [Fact]
    public async Task Since_includes_its_own_instant()
    {
        await PutAsync("Patient", "a");
        var second = await PutAsync("Patient", "a");
        await PutAsync("Patient", "a");

        Versions(await HistoryAsync(new HistoryQuery { ResourceType = "Patient", Since = second.LastUpdated })).ShouldBe(["Patient/a/3", "Patient/a/2"]);
        Versions(await HistoryAsync(new HistoryQuery { ResourceType = "Patient", Since = second.LastUpdated + TimeSpan.FromTicks(1) })).ShouldBe(["Patient/a/3"]);
    }

    [Fact]
    public async Task At_lists_what_was_current_then()
    {
        var first = await PutAsync("Patient", "a");
        var second = await PutAsync("Patient", "a");
        var third = await PutAsync("Patient", "a");
        var tick = TimeSpan.FromMilliseconds(1);

        Versions(await AtAsync(first.LastUpdated - tick, first.LastUpdated)).ShouldBeEmpty();
        Versions(await AtAsync(first.LastUpdated, first.LastUpdated + tick)).ShouldBe(["Patient/a/1"]);
        Versions(await AtAsync(second.LastUpdated - tick, second.LastUpdated + tick)).ShouldBe(["Patient/a/2", "Patient/a/1"]);
        Versions(await AtAsync(second.LastUpdated, third.LastUpdated)).ShouldBe(["Patient/a/2"]);
        Versions(await AtAsync(third.LastUpdated + tick, third.LastUpdated + (2 * tick))).ShouldBe(["Patient/a/3"]);
        Versions(await HistoryAsync(new HistoryQuery { ResourceType = "Patient", At = second.LastUpdated })).ShouldBe(["Patient/a/2"]);
    }

    [Fact]
    public void Pages_of_any_size_give_the_whole_also_while_versions_are_added() => Prop.ForAll(
        Gen.Choose(1, 7).ToArbitrary(),
        Gen.Elements(new HistoryQuery(), new HistoryQuery { ResourceType = "Patient" }, new HistoryQuery { ResourceType = "Patient", Id = "a" }).ToArbitrary(),
        (size, query) =>
        {
            for (var i = 0; i < 5; i++)
            {
                PutAsync("Patient", i % 2 == 0 ? "a" : "b").GetAwaiter().GetResult();
                PutAsync("Observation", "o").GetAwaiter().GetResult();
            }

            var expected = Versions(HistoryAsync(query with { Count = 1000 }).GetAwaiter().GetResult());
            var found = new List<string>();
            string? cursor = null;
            do
            {
                var page = HistoryAsync(query with { Count = size, Cursor = cursor }).GetAwaiter().GetResult();
                page.Resources.Count.ShouldBeLessThanOrEqualTo(size);
                found.AddRange(Versions(page));
                cursor = page.Next;
                PutAsync("Patient", "a").GetAwaiter().GetResult();
            }
            while (cursor is not null);

            found.ShouldBe(expected);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(12).WithReplay(5, 9));

    [Fact]
    public async Task A_foreign_cursor_is_refused()
    {
        await PutAsync("Patient", "a");
        await PutAsync("Patient", "a");
        var next = (await HistoryAsync(new HistoryQuery { ResourceType = "Patient", Count = 1 })).Next!;

        (await HistoryAsync(new HistoryQuery { Count = 1, Cursor = next })).ShouldBeSameAs(ResourcePage.BadCursor);
        (await HistoryAsync(new HistoryQuery { ResourceType = "Patient", Count = 1, Cursor = "zzz" })).ShouldBeSameAs(ResourcePage.BadCursor);
    }

    private static IReadOnlyList<string> Versions(ResourcePage page) => [.. page.Resources.Select(r => $"{r.Key}/{r.VersionId}")];

    private Task<ResourcePage> AtAsync(DateTimeOffset at, DateTimeOffset end) => HistoryAsync(new HistoryQuery { ResourceType = "Patient", At = at, AtEnd = end });

    private async Task<ResourcePage> HistoryAsync(HistoryQuery query) => await Store.HistoryAsync(Project, query, None);

    private async Task<StoredResource> PutAsync(string type, string id)
    {
        Clock.Advance(TimeSpan.FromMilliseconds(10));
        var outcome = await Store.WriteAsync((t, c) => t.PutAsync(Project, Resource(type, id), c), None);
        return outcome is WriteOutcome.Created created ? created.Resource : ((WriteOutcome.Updated)outcome).Resource;
    }
}
