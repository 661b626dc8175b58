using FhirFax.Store.Sqlite.Engine;
using FhirFax.Testing;

namespace FhirFax.Store.Sqlite.Tests;

public sealed class OpeningTests
{
    [Fact]
    public async Task A_newer_schema_is_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        await (await OpenAsync(folder)).DisposeAsync();
        using (var connection = Connection.Open(folder.Combine("fhirfax.db"), readOnly: false))
        {
            connection.Execute($"PRAGMA user_version={Schema.Version + 1}");
        }

        (await Should.ThrowAsync<InvalidOperationException>(() => OpenAsync(folder))).Message.ShouldContain($"its schema is {Schema.Version + 1}");
        using (var connection = Connection.Open(folder.Combine("fhirfax.db"), readOnly: false))
        {
            connection.Execute($"PRAGMA user_version={Schema.Version}");
        }

        await (await OpenAsync(folder)).DisposeAsync();
    }

    [Fact]
    public async Task A_missing_index_is_made_again()
    {
        using var folder = new TemporaryFolder();
        await (await OpenAsync(folder)).DisposeAsync();
        using (var connection = Connection.Open(folder.Combine("fhirfax.db"), readOnly: false))
        {
            connection.Execute("DROP INDEX attempt_open");
        }

        await (await OpenAsync(folder)).DisposeAsync();

        using var check = Connection.Open(folder.Combine("fhirfax.db"), readOnly: true);
        using var select = check.Prepare("SELECT 1 FROM sqlite_master WHERE name='attempt_open'");
        select.Step().ShouldBeTrue();
    }

    [Fact]
    public async Task Indexes_of_earlier_programs_that_nothing_reads_are_dropped()
    {
        using var folder = new TemporaryFolder();
        await (await OpenAsync(folder)).DisposeAsync();
        using (var connection = Connection.Open(folder.Combine("fhirfax.db"), readOnly: false))
        {
            connection.Execute("CREATE INDEX resource_project_updated ON resource(project, updated, seq, version)");
            connection.Execute("CREATE INDEX resource_version_project_updated ON resource_version(project, updated, seq, version)");
            connection.Execute("CREATE INDEX moved_of_resource ON moved(resource, parameter, id)");
        }

        await (await OpenAsync(folder)).DisposeAsync();

        using var check = Connection.Open(folder.Combine("fhirfax.db"), readOnly: true);
        using var select = check.Prepare("SELECT 1 FROM sqlite_master WHERE name LIKE '%project_updated' OR name = 'moved_of_resource'");
        select.Step().ShouldBeFalse();
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_and_left_alone()
    {
        using var folder = new TemporaryFolder();
        var rubbish = new string('x', 5000);
        await File.WriteAllTextAsync(folder.Combine("fhirfax.db"), rubbish);

        await Should.ThrowAsync<StoreUnavailableException>(() => OpenAsync(folder));

        (await File.ReadAllTextAsync(folder.Combine("fhirfax.db"))).ShouldBe(rubbish);
    }

    [Fact]
    public async Task The_same_process_is_refused_a_second_store_until_the_first_is_closed()
    {
        using var folder = new TemporaryFolder();
        var first = await OpenAsync(folder);

        await Should.ThrowAsync<StoreUnavailableException>(() => OpenAsync(folder));

        await first.DisposeAsync();
        await (await OpenAsync(folder)).DisposeAsync();
    }

    [Fact]
    public async Task A_closed_store_answers_nothing_more()
    {
        using var folder = new TemporaryFolder();
        var store = await OpenAsync(folder);
        await store.DisposeAsync();
        await store.DisposeAsync();

        await Should.ThrowAsync<ObjectDisposedException>(() => store.CheckAsync(CancellationToken.None));
        await Should.ThrowAsync<ObjectDisposedException>(() => store.WriteAsync((_, _) => ValueTask.FromResult(1), CancellationToken.None));
    }

    [Fact]
    public async Task Writes_accepted_before_closing_are_done()
    {
        using var folder = new TemporaryFolder();
        var store = await OpenAsync(folder);
        var writes = Enumerable.Range(0, 50).Select(i => store.WriteAsync((_, _) => ValueTask.FromResult(i), CancellationToken.None)).ToList();

        await store.DisposeAsync();

        (await Task.WhenAll(writes)).ShouldBe(Enumerable.Range(0, 50));
    }

    [Fact]
    public async Task Commits_are_flushed_and_readers_do_not_block()
    {
        using var folder = new TemporaryFolder();
        await (await OpenAsync(folder)).DisposeAsync();
        using var connection = Connection.Open(folder.Combine("fhirfax.db"), readOnly: false);

        Pragma(connection, "journal_mode").ShouldBe("wal");
        Pragma(connection, "synchronous").ShouldBe("2");
    }

    [Fact]
    public void The_newest_native_library_at_hand_is_used()
    {
        var version = Version.Parse(SqliteStore.SqliteVersion);

        version.ShouldBeGreaterThanOrEqualTo(new Version(3, 35, 5));
        if (OperatingSystem.IsLinux() && Directory.EnumerateFiles("/usr/lib", "libsqlite3.so.0", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true }).Any())
        {
            version.ShouldBeGreaterThan(new Version(3, 35, 5));
        }
    }

    private static string Pragma(Connection connection, string name)
    {
        using var statement = connection.Prepare("PRAGMA " + name);
        return statement.Step() ? statement.Text(0) : "";
    }

    private static Task<SqliteStore> OpenAsync(TemporaryFolder folder) => SqliteStore.OpenAsync(new SqliteStoreOptions { Path = folder.Path }, new ManualTimeProvider());
}
