using FhirFax.Store.Compliance;
using FhirFax.Store.Faxes;
using FhirFax.Store.Resources;
using FhirFax.Store.Sqlite.Engine;
using FhirFax.Testing;

namespace FhirFax.Store.Sqlite.Tests;

/// <summary>What a fax row was read from finds the row, and nothing else does.</summary>
public sealed class FaxSourceTests : IDisposable
{
    private const string Fax = "fax";
    private static readonly ProjectKey Project = new("clinic", "live");
    private static readonly ResourceKey Acme = new("Organization", "acme");
    private static readonly ResourceKey Smith = new("Practitioner", "smith");
    private readonly TemporaryFolder _folder = new();
    private readonly FaxRow _row = RowsInTopics.Row(Guid.NewGuid(), DateTimeOffset.UnixEpoch);

    private string File => _folder.Combine("fhirfax.db");

    [Fact]
    public async Task Only_the_sources_of_the_last_version_are_kept()
    {
        await using var store = await OpenAsync();
        await PutAsync(store, Acme, Smith);
        Sources().ShouldBe([Acme, Smith]);
        await PutAsync(store, Smith);
        Sources().ShouldBe([Smith]);
        await PutAsync(store);
        Sources().ShouldBeEmpty();
        await PutAsync(store, Smith, Acme);
        Sources().ShouldBe([Acme, Smith]);
        await store.WriteAsync((t, c) => t.DeleteAsync(Project, new("Communication", Fax), null, null, c), CancellationToken.None);
        Sources().ShouldBeEmpty();
    }

    [Fact]
    public async Task Rows_of_earlier_programs_know_their_sources()
    {
        await using (var store = await OpenAsync())
        {
            await PutAsync(store, Acme, Smith);
        }

        using (var connection = Connection.Open(File, readOnly: false))
        {
            connection.Execute("ALTER TABLE fax DROP COLUMN sources");
            connection.Execute("CREATE INDEX fax_source_resource ON fax_source(resource)");
            connection.Execute("PRAGMA user_version=3");
        }

        await using (var store = await OpenAsync())
        {
            (await store.FaxAsync(Project, _row.Id, CancellationToken.None)).ShouldNotBeNull().Row.Sources.ShouldBe([Acme, Smith], ignoreOrder: true);
            await store.WriteAsync((t, c) => t.PutAsync(Project, Samples.Resource("Organization", "acme", "\"name\":\"+15550000001\""), c), CancellationToken.None);
            (await store.FaxAsync(Project, _row.Id, CancellationToken.None)).ShouldNotBeNull().Row.Receiver.ShouldBe("+15550000001");
            await PutAsync(store, Smith);
            Sources().ShouldBe([Smith]);
        }
    }

    public void Dispose() => _folder.Dispose();

    private List<ResourceKey> Sources()
    {
        using var connection = Connection.Open(File, readOnly: true);
        using var select = connection.Prepare("SELECT s.type, s.id FROM fax_source s JOIN resource r ON r.seq = s.resource WHERE r.id = ? ORDER BY s.id").Bind(Fax);
        var sources = new List<ResourceKey>();
        while (select.Step())
        {
            sources.Add(new ResourceKey(select.Text(0), select.Text(1)));
        }

        return sources;
    }

    private Task<SqliteStore> OpenAsync() =>
        SqliteStore.OpenAsync(new SqliteStoreOptions { Path = _folder.Path, Faxes = new RowsInTopics() }, TimeProvider.System);

    private Task<WriteOutcome> PutAsync(SqliteStore store, params ResourceKey[] sources) =>
        store.WriteAsync((t, c) => t.PutAsync(Project, RowsInTopics.Write(Fax, _row with { Sources = sources }), c), CancellationToken.None);
}
