using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Search;
using FhirFax.Store.Resources;
using FhirFax.Store.Sqlite.Engine;
using FhirFax.Testing;
using static FhirFax.Store.Compliance.Samples;

namespace FhirFax.Store.Sqlite.Tests;

/// <summary>Data of programs that kept a table for each kind of value.</summary>
public sealed class EarlierDataTests : IDisposable
{
    private const string AllEntries = "SELECT resource, parameter, typeof(value), value, system, code, high, kind, edge FROM entry ORDER BY resource, parameter, value, system, code, high";

    private const string ValueTables = """
        CREATE TABLE string_index(parameter INTEGER NOT NULL, value TEXT NOT NULL, resource INTEGER NOT NULL, exact TEXT NOT NULL, edge INTEGER NOT NULL,
            PRIMARY KEY(parameter, value, resource, exact)) WITHOUT ROWID;
        CREATE INDEX string_index_resource ON string_index(resource, parameter);
        CREATE TABLE token_index(parameter INTEGER NOT NULL, value TEXT NOT NULL, resource INTEGER NOT NULL, system TEXT NOT NULL, edge INTEGER NOT NULL,
            PRIMARY KEY(parameter, value, resource, system)) WITHOUT ROWID;
        CREATE INDEX token_index_resource ON token_index(resource, parameter);
        CREATE INDEX token_index_system ON token_index(parameter, system, resource) WHERE system <> '';
        CREATE TABLE reference_index(parameter INTEGER NOT NULL, value TEXT NOT NULL, resource INTEGER NOT NULL, type TEXT NOT NULL, edge INTEGER NOT NULL,
            PRIMARY KEY(parameter, value, resource, type)) WITHOUT ROWID;
        CREATE INDEX reference_index_resource ON reference_index(resource, parameter);
        CREATE TABLE uri_index(parameter INTEGER NOT NULL, value TEXT NOT NULL, resource INTEGER NOT NULL, edge INTEGER NOT NULL, PRIMARY KEY(parameter, value, resource)) WITHOUT ROWID;
        CREATE INDEX uri_index_resource ON uri_index(resource, parameter);
        CREATE TABLE date_index(parameter INTEGER NOT NULL, value INTEGER NOT NULL, resource INTEGER NOT NULL, high INTEGER NOT NULL, edge INTEGER NOT NULL,
            PRIMARY KEY(parameter, value, resource, high)) WITHOUT ROWID;
        CREATE INDEX date_index_resource ON date_index(resource, parameter);
        CREATE INDEX date_index_high ON date_index(parameter, high);
        CREATE TABLE number_index(parameter INTEGER NOT NULL, value REAL NOT NULL, resource INTEGER NOT NULL, edge INTEGER NOT NULL, PRIMARY KEY(parameter, value, resource)) WITHOUT ROWID;
        CREATE INDEX number_index_resource ON number_index(resource, parameter);
        CREATE TABLE quantity_index(parameter INTEGER NOT NULL, value REAL NOT NULL, resource INTEGER NOT NULL, system TEXT NOT NULL, code TEXT NOT NULL, edge INTEGER NOT NULL,
            PRIMARY KEY(parameter, value, resource, system, code)) WITHOUT ROWID;
        CREATE INDEX quantity_index_resource ON quantity_index(resource, parameter);
        INSERT INTO string_index SELECT parameter, value, resource, system, edge FROM entry WHERE kind = 0;
        INSERT INTO token_index SELECT parameter, value, resource, system, edge FROM entry WHERE kind = 1;
        INSERT INTO reference_index SELECT parameter, value, resource, system, edge FROM entry WHERE kind = 2;
        INSERT INTO date_index SELECT parameter, value, resource, high, edge FROM entry WHERE kind = 3;
        INSERT INTO uri_index SELECT parameter, value, resource, edge FROM entry WHERE kind = 4;
        INSERT INTO number_index SELECT parameter, value, resource, edge FROM entry WHERE kind = 5;
        INSERT INTO quantity_index SELECT parameter, value, resource, system, code, edge FROM entry WHERE kind = 6;
        DROP TABLE entry;
        """;

    private const string Type = "Observation";
    private const int MostColumns = 20;
    private const long Month = 2_592_000_000_000;
    private static readonly ProjectKey Project = new("clinic", "live");
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly TemporaryFolder _folder = new();

    private string File => _folder.Combine("fhirfax.db");

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task It_is_found_by_all_that_it_was_found_by(int version)
    {
        await MakeAsync(version);
        await using var store = await OpenAsync();

        await ShouldBeFoundAsync(store, "r7", "r6", "r5", "r4", "r3", "r2", "r1");
        var sorted = new SearchQuery { ResourceType = Type, Sort = [new SortKey("quantity", SearchParameterType.Quantity, false)], Count = 3 };
        (await store.SearchAsync(Project, sorted, None)).Resources.Select(r => r.Key.Id).ShouldBe(["r0", "r1", "r2"]);

        // What is changed or deleted now leaves nothing behind.
        await store.WriteAsync((t, c) => t.PutAsync(Project, Resource(Type, "r1", "", Entries(0)), c), None);
        await store.WriteAsync((t, c) => t.DeleteAsync(Project, new(Type, "r2"), null, null, c), None);
        await ShouldBeFoundAsync(store, "r7", "r6", "r5", "r4", "r3");
    }

    [Fact]
    public async Task Every_row_is_what_would_be_written_now()
    {
        var entries = await MakeAsync(version: 3);

        await (await OpenAsync()).DisposeAsync();

        using var connection = Connection.Open(File, readOnly: true);
        Read(connection, AllEntries).ShouldBe(entries);
        Read(connection, "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE '%\\_index' ESCAPE '\\'").ShouldHaveSingleItem().ShouldStartWith("composite_index");
        Read(connection, "PRAGMA integrity_check").ShouldHaveSingleItem().ShouldStartWith("ok");
        Read(connection, "PRAGMA user_version").ShouldHaveSingleItem().ShouldStartWith($"{Schema.Version}|");
    }

    [Fact]
    public async Task A_start_that_fails_on_the_way_leaves_all_as_it_was()
    {
        var entries = await MakeAsync(version: 3);
        // Of the name of an index that is made at the end.
        Change("CREATE TABLE entry_end(x)");
        var before = Everything();

        await Should.ThrowAsync<Exception>(OpenAsync);

        Everything().ShouldBe(before);
        Change("DROP TABLE entry_end");
        await (await OpenAsync()).DisposeAsync();
        using var connection = Connection.Open(File, readOnly: true);
        Read(connection, AllEntries).ShouldBe(entries);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Several values of each kind, so that there are lowest, highest and others.</summary>
    private static IndexEntry[] Entries(int i)
    {
        var (text, name) = i == 0 ? ("none", "None") : ("name", "Näme");
        return
        [
            new IndexEntry.String("string", $"s{i}", $"S{i}"), new IndexEntry.String("string", text, name), new IndexEntry.String("string", "zz", ""),
            new IndexEntry.Token("token", null, $"{i}"), new IndexEntry.Token("token", "urn:s", text), new IndexEntry.Token("token", $"urn:{text}", "x"),
            new IndexEntry.Reference("reference", "Patient", text), new IndexEntry.Reference("reference", null, $"urn:{i}"),
            new IndexEntry.Uri("uri", text), new IndexEntry.Uri("uri", $"urn:{i}"),
            new IndexEntry.Date("date", i, i + 1), new IndexEntry.Date("period", i * Month, (i + 1) * Month), new IndexEntry.Date("period", i == 0 ? 0 : long.MinValue, 5),
            new IndexEntry.Number("number", i - 0.5, i + 0.5), new IndexEntry.Number("number", -i - 0.75, -i - 0.25),
            new IndexEntry.Quantity("quantity", i - 0.5, i + 0.5, "urn:u", "mg"), new IndexEntry.Quantity("quantity", i + 99.5, i + 100.5, null, text),
            new IndexEntry.Composite("composite", 0, 0, new IndexEntry.Token("token", "urn:s", text)),
            new IndexEntry.Composite("composite", 0, 1, new IndexEntry.Reference("reference", "Patient", text)),
        ];
    }

    /// <summary>Each finds all but the first.</summary>
    private static IEnumerable<SearchFilter.Parameter> Searches() =>
    [
        new("string", SearchParameterType.String, [new SearchValue.String("nam")]),
        new("string", SearchParameterType.String, [new SearchValue.ExactText("name", "Näme")]),
        new("token", SearchParameterType.Token, [new SearchValue.Token(null, "name")]),
        new("token", SearchParameterType.Token, [new SearchValue.Token("urn:name", null)]),
        new("reference", SearchParameterType.Reference, [new SearchValue.Reference("Patient", "name")]),
        new("uri", SearchParameterType.Uri, [new SearchValue.Uri("name")]),
        new("date", SearchParameterType.Date, [new SearchValue.Date(SearchPrefix.GreaterThan, 0, 1)]),
        new("period", SearchParameterType.Date, [new SearchValue.Date(SearchPrefix.GreaterThan, 0, Month)]),
        new("period", SearchParameterType.Date, [new SearchValue.Date(SearchPrefix.LessThan, -1, 0)]),
        new("number", SearchParameterType.Number, [new SearchValue.Number(SearchPrefix.GreaterThan, -0.5, 0.5)]),
        new("quantity", SearchParameterType.Quantity, [new SearchValue.Quantity(SearchPrefix.GreaterThan, 0, 0, null, "name")]),
        new("composite", SearchParameterType.Composite, [new SearchValue.Composite([new SearchValue.Token("urn:s", "name"), new SearchValue.Reference("Patient", "name")])]),
    ];

    private static async Task ShouldBeFoundAsync(SqliteStore store, params string[] ids)
    {
        foreach (var search in Searches())
        {
            var page = await store.SearchAsync(Project, new SearchQuery { ResourceType = Type, Filters = [search] }, None);
            page.Resources.Select(r => r.Key.Id).ShouldBe(ids, $"{search.Code}={search.AnyOf[0]}");
        }
    }

    private static List<string> Read(Connection connection, string sql)
    {
        var rows = new List<string>();
        using var select = connection.Prepare(sql);
        while (select.Step())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, MostColumns).Select(select.Value)));
        }

        return rows;
    }

    private Task<SqliteStore> OpenAsync() => SqliteStore.OpenAsync(new SqliteStoreOptions { Path = _folder.Path }, TimeProvider.System);

    private void Change(params string[] statements)
    {
        using var connection = Connection.Open(File, readOnly: false);
        foreach (var statement in statements)
        {
            connection.Execute(statement);
        }
    }

    private List<string> Everything()
    {
        using var connection = Connection.Open(File, readOnly: true);
        var rows = Read(connection, "PRAGMA user_version");
        foreach (var table in Read(connection, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").Select(row => row.TrimEnd('|')))
        {
            rows.Add(table);
            rows.AddRange(Read(connection, $"SELECT * FROM {table}"));
        }

        return rows;
    }

    /// <summary>Gives back the entries as they are written now.</summary>
    private async Task<List<string>> MakeAsync(int version)
    {
        await using (var store = await OpenAsync())
        {
            for (var i = 0; i < 8; i++)
            {
                await store.WriteAsync((t, c) => t.PutAsync(Project, Resource(Type, $"r{i}", "", Entries(i)), c), None);
            }
        }

        List<string> entries;
        using (var connection = Connection.Open(File, readOnly: true))
        {
            entries = Read(connection, AllEntries);
        }

        Change([.. ValueTables.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), $"PRAGMA user_version={version}"]);
        return entries;
    }
}
