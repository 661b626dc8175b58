using System.Text.Json;
using FhirFax.Store.Content;
using FhirFax.Store.Resources;
using static FhirFax.Store.Compliance.Samples;

namespace FhirFax.Store.Compliance;

/// <summary>Versions of resources: <see cref="IResourceReader"/> without search, and <see cref="IResourceWriter"/>.</summary>
public abstract class ResourceCompliance : StoreCompliance
{
    private static readonly ResourceKey Key = new("Patient", "p1");

    [Fact]
    public async Task What_never_existed_reads_as_null()
    {
        (await Store.ReadAsync(Project, Key, None)).ShouldBeNull();
        (await Store.ReadVersionAsync(Project, Key, 1, None)).ShouldBeNull();
    }

    [Fact]
    public async Task A_new_resource_is_created_as_version_1_and_reads_back()
    {
        var created = (await PutAsync(Resource("Patient", "p1", "\"gender\":\"female\""))).ShouldBeOfType<WriteOutcome.Created>().Resource;

        created.VersionId.ShouldBe(1);
        created.Key.ShouldBe(Key);
        created.LastUpdated.ShouldBe(Clock.GetUtcNow());
        created.Author.ShouldBe("client-1");
        created.Creator.ShouldBe("client-1");
        var read = (await Store.ReadAsync(Project, Key, None))!;
        read.Text().ShouldBe(created.Text());
        read.ShouldBe(created with { Utf8 = read.Utf8 });
    }

    [Fact]
    public async Task The_json_says_the_version_and_the_time_of_the_row()
    {
        Clock.Advance(TimeSpan.FromTicks(12_345_678));

        var stored = ((WriteOutcome.Created)await PutAsync(Resource("Patient", "p1"))).Resource;

        var meta = JsonDocument.Parse(stored.Utf8).RootElement.GetProperty("meta");
        meta.GetProperty("versionId").GetString().ShouldBe("1");
        meta.GetProperty("lastUpdated").GetDateTimeOffset().ShouldBe(stored.LastUpdated);
        (stored.LastUpdated.Ticks % TimeSpan.TicksPerMillisecond).ShouldBe(0);
    }

    [Fact]
    public async Task An_update_keeps_the_version_before_it()
    {
        await PutAsync(Resource("Patient", "p1", "\"gender\":\"female\""));
        Clock.Advance(TimeSpan.FromMinutes(1));
        var updated = (await PutAsync(Resource("Patient", "p1", "\"gender\":\"male\"") with { Author = "client-2" })).ShouldBeOfType<WriteOutcome.Updated>().Resource;

        updated.VersionId.ShouldBe(2);
        updated.Author.ShouldBe("client-2");
        updated.Creator.ShouldBe("client-1");
        var first = (await Store.ReadVersionAsync(Project, Key, 1, None))!;
        first.VersionId.ShouldBe(1);
        first.Text().ShouldContain("female");
        first.Author.ShouldBe("client-1");
        first.Creator.ShouldBe("client-1");
        (await Store.ReadVersionAsync(Project, Key, 2, None))!.Text().ShouldBe(updated.Text());
        (await Store.ReadVersionAsync(Project, Key, 3, None)).ShouldBeNull();
        (await Store.ReadVersionAsync(Project, Key, 0, None)).ShouldBeNull();
    }

    [Fact]
    public async Task Last_updated_grows_although_the_clock_stands_still_or_goes_back()
    {
        var first = ((WriteOutcome.Created)await PutAsync(Resource("Patient", "p1"))).Resource;
        var second = ((WriteOutcome.Updated)await PutAsync(Resource("Patient", "p1"))).Resource;
        Clock.SetUtcNow(Clock.GetUtcNow() - TimeSpan.FromHours(1));
        var third = ((WriteOutcome.Updated)await PutAsync(Resource("Patient", "p1"))).Resource;

        second.LastUpdated.ShouldBeGreaterThan(first.LastUpdated);
        third.LastUpdated.ShouldBeGreaterThan(second.LastUpdated);
        third.VersionId.ShouldBe(3);
    }

    [Fact]
    public async Task The_time_of_a_transaction_is_what_last_updated_becomes()
    {
        await PutAsync(Resource("Patient", "p1"));
        var (now, stored) = await Store.WriteAsync(
            async (t, c) => (t.Now, ((WriteOutcome.Updated)await t.PutAsync(Project, Resource("Patient", "p1"), c)).Resource), None);

        stored.LastUpdated.ShouldBe(now);
    }

    [Fact]
    public async Task Two_versions_of_one_transaction_differ_in_time()
    {
        var (first, second) = await Store.WriteAsync(
            async (t, c) =>
            {
                var a = (WriteOutcome.Created)await t.PutAsync(Project, Resource("Patient", "p1"), c);
                var b = (WriteOutcome.Updated)await t.PutAsync(Project, Resource("Patient", "p1"), c);
                return (a.Resource, b.Resource);
            },
            None);

        second.LastUpdated.ShouldBeGreaterThan(first.LastUpdated);
        second.VersionId.ShouldBe(2);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(0, false)]
    [InlineData(2, false)]
    public async Task An_update_with_an_expected_version_needs_exactly_that_one(long expected, bool allowed)
    {
        await PutAsync(Resource("Patient", "p1"));

        var outcome = await PutAsync(Resource("Patient", "p1") with { ExpectedVersion = expected });

        if (allowed)
        {
            outcome.ShouldBeOfType<WriteOutcome.Updated>();
            return;
        }

        outcome.ShouldBe(new WriteOutcome.VersionConflict(1));
        (await Store.ReadAsync(Project, Key, None))!.VersionId.ShouldBe(1);
    }

    [Fact]
    public async Task A_create_that_expects_a_version_finds_none()
    {
        (await PutAsync(Resource("Patient", "p1") with { ExpectedVersion = 1 })).ShouldBe(new WriteOutcome.VersionConflict(0));
        (await Store.ReadAsync(Project, Key, None)).ShouldBeNull();
        (await PutAsync(Resource("Patient", "p1") with { ExpectedVersion = 0 })).ShouldBeOfType<WriteOutcome.Created>();
    }

    [Fact]
    public async Task A_delete_leaves_a_tombstone_and_the_versions_before()
    {
        await PutAsync(Resource("Patient", "p1"));
        Clock.Advance(TimeSpan.FromSeconds(1));

        var tombstone = (await DeleteAsync(Key)).ShouldBeOfType<WriteOutcome.Deleted>().Tombstone;

        tombstone.IsDeleted.ShouldBeTrue();
        tombstone.VersionId.ShouldBe(2);
        tombstone.LastUpdated.ShouldBe(Clock.GetUtcNow());
        tombstone.Utf8.IsEmpty.ShouldBeTrue();
        (await Store.ReadAsync(Project, Key, None)).ShouldBe(tombstone);
        (await Store.ReadVersionAsync(Project, Key, 2, None)).ShouldBe(tombstone);
        (await Store.ReadVersionAsync(Project, Key, 1, None))!.IsDeleted.ShouldBeFalse();
    }

    [Fact]
    public async Task A_delete_of_nothing_finds_nothing()
    {
        (await DeleteAsync(Key)).ShouldBe(new WriteOutcome.NotFound(null));
        await PutAsync(Resource("Patient", "p1"));
        var tombstone = ((WriteOutcome.Deleted)await DeleteAsync(Key)).Tombstone;

        (await DeleteAsync(Key)).ShouldBe(new WriteOutcome.NotFound(tombstone));
    }

    [Fact]
    public async Task A_delete_with_an_expected_version_needs_exactly_that_one()
    {
        await PutAsync(Resource("Patient", "p1"));
        await PutAsync(Resource("Patient", "p1"));

        (await DeleteAsync(Key, 1)).ShouldBe(new WriteOutcome.VersionConflict(2));
        (await DeleteAsync(Key, 2)).ShouldBeOfType<WriteOutcome.Deleted>();
    }

    [Fact]
    public async Task A_write_after_a_delete_creates_the_next_version()
    {
        await PutAsync(Resource("Patient", "p1"));
        await DeleteAsync(Key);

        (await PutAsync(Resource("Patient", "p1") with { ExpectedVersion = 2 })).ShouldBe(new WriteOutcome.VersionConflict(0));
        (await PutAsync(Resource("Patient", "p1"))).ShouldBeOfType<WriteOutcome.Created>().Resource.VersionId.ShouldBe(3);
        (await Store.ReadVersionAsync(Project, Key, 2, None))!.IsDeleted.ShouldBeTrue();
    }

    [Fact]
    public async Task A_binary_keeps_where_its_bytes_lie_with_each_version()
    {
        ContentHash.TryParse(new string('a', 64), out var hash).ShouldBeTrue();
        var content = new BinaryContent(hash, 17, "scan \"1\".pdf");
        await PutAsync(Resource("Binary", "b1", "\"contentType\":\"application/pdf\"") with { Content = content });
        await PutAsync(Resource("Binary", "b1", "\"contentType\":\"application/pdf\""));

        (await Store.ReadVersionAsync(Project, new("Binary", "b1"), 1, None))!.Content.ShouldBe(content);
        (await Store.ReadAsync(Project, new("Binary", "b1"), None))!.Content.ShouldBeNull();
    }

    [Fact]
    public async Task Nobody_wrote_what_the_server_wrote()
    {
        await PutAsync(Resource("Patient", "p1") with { Author = null });

        var read = (await Store.ReadAsync(Project, Key, None))!;
        read.Author.ShouldBeNull();
        read.Creator.ShouldBeNull();
    }

    [Fact]
    public async Task Projects_do_not_see_each_other()
    {
        await PutAsync(Resource("Patient", "p1"));

        (await Store.ReadAsync(OtherProject, Key, None)).ShouldBeNull();
        (await Store.ReadVersionAsync(OtherProject, Key, 1, None)).ShouldBeNull();
        (await Store.WriteAsync((t, c) => t.DeleteAsync(OtherProject, Key, null, null, c), None)).ShouldBe(new WriteOutcome.NotFound(null));
        (await Store.WriteAsync((t, c) => t.PutAsync(OtherProject, Resource("Patient", "p1"), c), None)).ShouldBeOfType<WriteOutcome.Created>();
        (await Store.ReadAsync(Project, Key, None))!.VersionId.ShouldBe(1);
    }

    [Fact]
    public async Task Ids_and_types_differ_by_case()
    {
        await PutAsync(Resource("Patient", "p1"));

        (await Store.ReadAsync(Project, new("Patient", "P1"), None)).ShouldBeNull();
        (await Store.ReadAsync(Project, new("Practitioner", "p1"), None)).ShouldBeNull();
    }

    [Fact]
    public async Task Of_eight_writers_that_expect_the_same_version_one_wins()
    {
        await PutAsync(Resource("Patient", "p1"));
        for (var version = 1; version <= 10; version++)
        {
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => PutAsync(Resource("Patient", "p1") with { ExpectedVersion = version }))));

            outcomes.Count(o => o is WriteOutcome.Updated).ShouldBe(1);
            outcomes.Count(o => o == new WriteOutcome.VersionConflict(version + 1)).ShouldBe(7);
        }
    }

    [Fact]
    public async Task Eight_writers_without_condition_all_succeed_in_some_order()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).SelectMany(_ => Enumerable.Range(0, 20)).Select(_ => Task.Run(() => PutAsync(Resource("Patient", "p1")))));

        outcomes.Count(o => o is WriteOutcome.Created).ShouldBe(1);
        var versions = outcomes.Select(o => o is WriteOutcome.Created c ? c.Resource : ((WriteOutcome.Updated)o).Resource).OrderBy(r => r.VersionId).ToList();
        versions.Select(v => v.VersionId).ShouldBe(Enumerable.Range(1, 160).Select(n => (long)n));
        versions.Zip(versions.Skip(1)).ShouldAllBe(pair => pair.First.LastUpdated < pair.Second.LastUpdated);
    }

    private Task<WriteOutcome> PutAsync(ResourceWrite write) => Store.WriteAsync((t, c) => t.PutAsync(Project, write, c), None);

    private Task<WriteOutcome> DeleteAsync(ResourceKey key, long? expected = null) =>
        Store.WriteAsync((t, c) => t.DeleteAsync(Project, key, expected, "client-1", c), None);
}
