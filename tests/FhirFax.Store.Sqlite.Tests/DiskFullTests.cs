using FhirFax.Store.Compliance;
using FhirFax.Store.Resources;
using FhirFax.Testing;
using static FhirFax.Store.Compliance.Samples;

namespace FhirFax.Store.Sqlite.Tests;

/// <summary>The database may not grow any more, as on a full disk.</summary>
public sealed class DiskFullTests
{
    private static readonly ProjectKey Project = new("clinic", "live");

    [Fact]
    public async Task Writes_fail_whole_and_the_store_goes_on_when_there_is_space_again()
    {
        using var folder = new TemporaryFolder();
        var stored = new List<string>();
        await using (var full = await SqliteStore.OpenAsync(new SqliteStoreOptions { Path = folder.Path, MaxPages = 190 }, TimeProvider.System))
        {
            while (await HasSpaceAsync(full))
            {
                (await TryPutBothAsync(full, $"p{stored.Count}", stored)).ShouldBeNull();
            }

            stored.Count.ShouldBeInRange(4, 1_000);
            // For one of the two there may be room.
            (await TryPutBothAsync(full, "large", stored, 36_000)).ShouldNotBeNull().Message.ShouldContain("disk is full");
            // A write that fits still works, and reading never stopped.
            await full.WriteAsync((t, c) => t.DeleteAsync(Project, new("Patient", stored[0]), null, null, c), CancellationToken.None);
            (await Should.ThrowAsync<StoreUnavailableException>(() => full.CheckAsync(CancellationToken.None))).Message.ShouldContain("disk is full");
            await AssertPairsAsync(full, stored.Skip(1));
        }

        await using var spacious = await SqliteStore.OpenAsync(new SqliteStoreOptions { Path = folder.Path }, TimeProvider.System);
        await spacious.CheckAsync(CancellationToken.None);
        (await TryPutBothAsync(spacious, "after", stored)).ShouldBeNull();
        await AssertPairsAsync(spacious, stored.Skip(1));
        var count = await spacious.SearchAsync(Project, new Fhir.Search.SearchQuery { ResourceType = "Observation", Count = 0, Total = true }, CancellationToken.None);
        count.Total.ShouldBe(stored.Count);
    }

    [Fact]
    public async Task Concurrent_writers_are_each_told_the_truth()
    {
        using var folder = new TemporaryFolder();
        await using var full = await SqliteStore.OpenAsync(new SqliteStoreOptions { Path = folder.Path, MaxPages = 200 }, TimeProvider.System);
        var stored = Enumerable.Range(0, 8).Select(_ => new List<string>()).ToArray();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < 60; i++)
            {
                await TryPutBothAsync(full, $"w{writer}-{i}", stored[writer]);
            }
        })));

        var all = stored.SelectMany(s => s).ToList();
        all.Count.ShouldBeInRange(3, 479);
        await AssertPairsAsync(full, all);
        var count = await full.SearchAsync(Project, new Fhir.Search.SearchQuery { ResourceType = "Patient", Count = 0, Total = true }, CancellationToken.None);
        count.Total.ShouldBe(all.Count);
    }

    /// <summary>For more than one small write.</summary>
    private static async Task<bool> HasSpaceAsync(SqliteStore store)
    {
        try
        {
            await store.CheckAsync(CancellationToken.None);
            return true;
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }

    private static async Task<StoreUnavailableException?> TryPutBothAsync(SqliteStore store, string id, List<string> stored, int length = 6_000)
    {
        var text = "\"id\":\"x\",\"text\":{\"status\":\"generated\",\"div\":\"" + new string('x', length) + "\"}";
        try
        {
            await store.WriteAsync(
                async (t, c) =>
                {
                    await t.PutAsync(Project, Resource("Patient", id, text), c);
                    await t.PutAsync(Project, Resource("Observation", id, text), c);
                    return true;
                },
                CancellationToken.None);
            stored.Add(id);
            return null;
        }
        catch (StoreUnavailableException exception)
        {
            return exception;
        }
    }

    private static async Task AssertPairsAsync(SqliteStore store, IEnumerable<string> ids)
    {
        foreach (var id in ids)
        {
            (await store.ReadAsync(Project, new ResourceKey("Patient", id), CancellationToken.None)).ShouldNotBeNull(id);
            (await store.ReadAsync(Project, new ResourceKey("Observation", id), CancellationToken.None)).ShouldNotBeNull(id);
        }
    }
}
