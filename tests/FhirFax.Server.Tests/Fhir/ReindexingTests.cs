using System.Diagnostics;
using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Json;
using FhirFax.Fhir.Search;
using FhirFax.Server.Tests.Support;
using FhirFax.Store;
using FhirFax.Store.Resources;
using FhirFax.Store.Sqlite;

namespace FhirFax.Server.Tests.Fhir;

public sealed class ReindexingTests
{
    private const int Count = 250;

    [Fact]
    public async Task Resources_stored_by_an_older_program_are_found_by_what_is_new()
    {
        using var server = new TestServer();
        await StoreAsync(server.DataPath, indexer: null);
        await server.InitializeAsync();
        try
        {
            using var api = server.Api();
            var watch = Stopwatch.StartNew();
            while (await TotalAsync(api) < Count && watch.Elapsed < TimeSpan.FromSeconds(30))
            {
                await Task.Yield();
            }

            (await TotalAsync(api)).ShouldBe(Count);
            var ready = await api.GetAsync(server.Host.BaseUrl + "readyz");
            while (ready.Json["index"]!.GetValue<string>() != "ok" && watch.Elapsed < TimeSpan.FromSeconds(30))
            {
                ready = await api.GetAsync(server.Host.BaseUrl + "readyz");
            }

            ready.Json["index"]!.GetValue<string>().ShouldBe("ok");
            ready.Json["status"]!.GetValue<string>().ShouldBe("ready");
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task The_version_of_the_index_is_that_of_the_definitions()
    {
        var version = new SearchIndexer(R4Definitions.Current).Version;
        new SearchIndexer(R4Definitions.Current, () => ["http://example.org"]).Version.ShouldBe(version);

        using var server = new TestServer();
        await StoreAsync(server.DataPath, new SearchIndexer(R4Definitions.Current));
        await server.InitializeAsync();
        try
        {
            using var api = server.Api();
            (await api.GetAsync(server.Host.BaseUrl + "readyz")).Json["index"]!.GetValue<string>().ShouldBe("ok");
            (await TotalAsync(api)).ShouldBe(Count);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private static async Task<int> TotalAsync(FhirApi api) => (await api.GetAsync("Patient?family=older&_summary=count")).Json["total"]!.GetValue<int>();

    /// <summary>What a process left behind that indexed as <paramref name="indexer"/> does; one of an older program, with none of it.</summary>
    private static async Task StoreAsync(string path, SearchIndexer? indexer)
    {
        await using var store = await SqliteStore.OpenAsync(new SqliteStoreOptions { Path = path }, TimeProvider.System);
        await store.BeginReindexingAsync(indexer?.Version ?? "older", CancellationToken.None);
        await store.WriteAsync(
            async (t, c) =>
            {
                for (var i = 0; i < Count; i++)
                {
                    ResourceDocument.TryParse("""{"resourceType":"Patient","name":[{"family":"Older"}]}"""u8.ToArray(), out var document, out _).ShouldBeTrue();
                    using (document)
                    {
                        var prepared = PreparedResource.From(document!, $"p{i}", indexer?.Index(document!) ?? []);
                        await t.PutAsync(new ProjectKey("clinic", "live"), new ResourceWrite(prepared, "app"), c);
                    }
                }

                return true;
            },
            CancellationToken.None);
    }
}
