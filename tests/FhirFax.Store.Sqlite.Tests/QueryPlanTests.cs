using System.Text.RegularExpressions;
using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Search;
using FhirFax.Store.Sqlite.Engine;
using FhirFax.Store.Sqlite.Search;
using FhirFax.Testing;
using static FhirFax.Store.Compliance.Samples;

namespace FhirFax.Store.Sqlite.Tests;

/// <summary>What SQLite makes of the searches: indexes everywhere, and no sorting where an index has the order.</summary>
public sealed partial class QueryPlanTests : IAsyncLifetime, IDisposable
{
    private static readonly ProjectKey Project = new("clinic", "live");
    private readonly TemporaryFolder _folder = new();
    private Tables _tables = null!;

    public static TheoryData<string> Filters => [.. AllFilters().Select(f => f.Name)];

    public static TheoryData<string, bool> Sorts
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (var (code, _) in AllSorts())
            {
                data.Add(code, true);
                data.Add(code, false);
            }

            return data;
        }
    }

    public async Task InitializeAsync()
    {
        await using (var store = await SqliteStore.OpenAsync(new SqliteStoreOptions { Path = _folder.Path }, TimeProvider.System))
        {
            await store.WriteAsync(
                (t, c) => t.PutAsync(
                    Project,
                    Resource(
                        "Observation",
                        "o1",
                        "",
                        new IndexEntry.String("string", "x", "X"),
                        new IndexEntry.Token("token", null, "x"),
                        new IndexEntry.Reference("reference", null, "x"),
                        new IndexEntry.Uri("uri", "x"),
                        new IndexEntry.Date("date", 0, 1),
                        new IndexEntry.Number("number", 0, 1),
                        new IndexEntry.Quantity("quantity", 0, 1, null, "mg")),
                    c),
                CancellationToken.None);
            await store.WriteAsync(
                (t, c) => t.PutAsync(
                    Project,
                    Resource("Communication", "c1", "", new IndexEntry.Token("category", null, "x"), new IndexEntry.Token("medium", null, "x"), new IndexEntry.Date("sent", 0, 1)),
                    c),
                CancellationToken.None);
        }

        _tables = new Tables(new Session(Connection.Open(_folder.Combine("fhirfax.db"), readOnly: true), new Names(), writer: false), TimeProvider.System);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _tables.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Filters))]
    public void Every_filter_runs_on_indexes(string name)
    {
        var filter = AllFilters().First(f => f.Name == name).Filter;
        foreach (var filters in new SearchFilter[][] { [filter], [filter, TokenFilter("second")] })
        {
            foreach (var steps in Explain(new SearchQuery { ResourceType = "Observation", Filters = filters }))
            {
                AssertNoScan(steps);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Sorts))]
    public void Every_sort_walks_an_index_without_sorting(string code, bool descending)
    {
        var sort = new SortKey(code, AllSorts().First(s => s.Code == code).Type, descending);
        var query = new SearchQuery { ResourceType = "Observation", Filters = [TokenFilter("x")], Sort = [sort] };

        foreach (var plan in Explain(query))
        {
            AssertNoScan(plan);
        }

        Explain(query)[0].ShouldNotContain(step => step.Contains("TEMP B-TREE", StringComparison.Ordinal));
        foreach (var plan in Explain(query, new PageCursor(["x"], 7, 5)).Concat(Explain(query, new PageCursor([null], 7, 5))))
        {
            AssertNoScan(plan);
        }

        Explain(query, new PageCursor(["x"], 7, 5))[0].ShouldNotContain(step => step.Contains("TEMP B-TREE", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("urn:system", true)]
    [InlineData("urn:system", false)]
    public void An_inbox_is_walked_in_its_own_order_and_brings_its_resources_along(string? system, bool newestFirst)
    {
        var query = new SearchQuery
        {
            ResourceType = "Communication",
            Filters = [Token("medium", null, "FAXWRIT"), Token("category", system, "inbound")],
            Sort = [new SortKey("sent", SearchParameterType.Date, newestFirst)],
        };

        foreach (var after in (PageCursor?[])[null, new PageCursor([1L], 7, 5)])
        {
            var plan = Explain(query, after)[0];
            plan[0].ShouldContain("SEARCH e USING PRIMARY KEY (parameter=? AND date=? AND value=?");
            plan.ShouldContain(step => step.StartsWith("SEARCH r USING INTEGER PRIMARY KEY", StringComparison.Ordinal));
            plan.ShouldNotContain(step => step.Contains("TEMP B-TREE", StringComparison.Ordinal));
        }

        static SearchFilter.Parameter Token(string code, string? system, string value) => new(code, SearchParameterType.Token, [new SearchValue.Token(system, value)]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("urn:system")]
    public void Newest_first_by_token_walks_the_index_by_value(string? system)
    {
        var filter = new SearchFilter.Parameter("token", SearchParameterType.Token, [new SearchValue.Token(system, "x")]);
        var plan = Explain(new SearchQuery { ResourceType = "Observation", Filters = [filter, TokenFilter("y")] })[0];

        plan[0].ShouldContain("USING COVERING INDEX entry_value (parameter=? AND value=?");
        plan.ShouldNotContain(step => step.Contains("TEMP B-TREE", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(SearchPrefix.GreaterThan, "value>?")]
    [InlineData(SearchPrefix.GreaterOrEqual, "value>?")]
    [InlineData(SearchPrefix.Approximately, "value>? AND value<?")]
    public void What_ends_behind_an_instant_is_sought_by_its_beginning_or_when_it_is_long_by_its_end(SearchPrefix prefix, string range)
    {
        var filter = Parameter(SearchParameterType.Date, new SearchValue.Date(prefix, 0, 1));
        foreach (var plan in Explain(new SearchQuery { ResourceType = "Observation", Filters = [filter] }).Skip(1))
        {
            plan.Where(step => step.StartsWith("SEARCH", StringComparison.Ordinal)).ShouldBe(
                [$"SEARCH e USING COVERING INDEX entry_value (parameter=? AND {range})", "SEARCH e USING COVERING INDEX entry_end (parameter=? AND high>?)"]);
        }
    }

    [Fact]
    public void The_tokens_of_a_system_are_sought_by_it()
    {
        var filter = Parameter(SearchParameterType.Token, new SearchValue.Token("urn:s", null));
        foreach (var plan in Explain(new SearchQuery { ResourceType = "Observation", Filters = [filter] }).Skip(1))
        {
            plan.ShouldContain("SEARCH e USING COVERING INDEX entry_system (parameter=? AND system=?)");
        }
    }

    [Theory]
    [MemberData(nameof(Filters))]
    public void A_resource_is_tested_where_all_its_values_lie(string name)
    {
        var filter = AllFilters().First(f => f.Name == name).Filter;
        var walk = Explain(new SearchQuery { ResourceType = "Observation", Filters = [filter], Sort = [new SortKey("_id", SearchParameterType.Token, false)] })[0];

        walk.ShouldNotContain(step => step.StartsWith("SEARCH e ", StringComparison.Ordinal) && !step.Contains("USING PRIMARY KEY (resource=? AND parameter=?", StringComparison.Ordinal), string.Join('\n', walk));
        walk.ShouldNotContain(step => step.Contains("TEMP B-TREE", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"^SCAN (\(subquery|m\d+$)")]
    private static partial Regex InnerResult();

    private static void AssertNoScan(IReadOnlyList<string> steps)
    {
        // Finding by value needs no look at the table.
        steps.ShouldNotContain(step => step.Contains(" USING INDEX entry_", StringComparison.Ordinal), string.Join('\n', steps));
        // Of the result of an inner query, not of a table.
        steps.ShouldNotContain(step => step.StartsWith("SCAN", StringComparison.Ordinal) && !step.StartsWith("SCAN c", StringComparison.Ordinal)
            && !InnerResult().IsMatch(step) && !step.Contains("CONSTANT ROW", StringComparison.Ordinal) && !step.Contains("SUBQUERY", StringComparison.Ordinal), string.Join('\n', steps));
    }

    private static SearchFilter.Parameter TokenFilter(string code) => new("token", SearchParameterType.Token, [new SearchValue.Token(null, code)]);

    private static SearchFilter.Chain Chain(SearchFilter filter) => new("reference", [new ChainTarget("Observation", filter)]);

    private static SearchFilter.Has Has(SearchFilter filter) => new("Observation", "reference", filter);

    private static IEnumerable<(string Code, SearchParameterType Type)> AllSorts() =>
    [
        ("string", SearchParameterType.String), ("token", SearchParameterType.Token), ("reference", SearchParameterType.Reference), ("uri", SearchParameterType.Uri),
        ("date", SearchParameterType.Date), ("number", SearchParameterType.Number), ("quantity", SearchParameterType.Quantity),
        ("_id", SearchParameterType.Token), ("_lastUpdated", SearchParameterType.Date),
    ];

    private static IEnumerable<(string Name, SearchFilter Filter)> AllFilters()
    {
        yield return ("_id", new SearchFilter.Id(["a", "b"]));
        yield return ("string", Parameter(SearchParameterType.String, new SearchValue.String("x")));
        yield return ("token", Parameter(SearchParameterType.Token, new SearchValue.Token(null, "x"), new SearchValue.Token("", "y")));
        yield return ("token system", Parameter(SearchParameterType.Token, new SearchValue.Token("urn:s", null)));
        yield return ("reference", Parameter(SearchParameterType.Reference, new SearchValue.Reference(null, "x"), new SearchValue.Reference("Patient", "y")));
        yield return ("uri", Parameter(SearchParameterType.Uri, new SearchValue.Uri("x")));
        yield return ("exact", Parameter(SearchParameterType.String, new SearchValue.ExactText("x", "X")));
        yield return ("contains", Parameter(SearchParameterType.String, new SearchValue.ContainedText("x")));
        yield return ("below", Parameter(SearchParameterType.Uri, new SearchValue.UriBelow("x")));
        yield return ("not", new SearchFilter.Not(TokenFilter("x")));
        foreach (var type in Enum.GetValues<SearchParameterType>().Where(t => t is not (SearchParameterType.Composite or SearchParameterType.Special)))
        {
            yield return ($"missing {type}", new SearchFilter.Missing(type.ToString().ToLowerInvariant(), type, true));
            yield return ($"present {type}", new SearchFilter.Missing(type.ToString().ToLowerInvariant(), type, false));
        }

        yield return ("chain", Chain(TokenFilter("x")));
        yield return ("chain of several types", new SearchFilter.Chain("reference", [new("Observation", TokenFilter("x")), new("Observation", new SearchFilter.Id(["o1"]))]));
        yield return ("chain of chains", Chain(Chain(TokenFilter("x"))));
        yield return ("chain to an id", Chain(new SearchFilter.Id(["o1"])));
        yield return ("chain of not", Chain(new SearchFilter.Not(TokenFilter("x"))));
        yield return ("chain of has", Chain(Has(TokenFilter("x"))));
        yield return ("has", Has(TokenFilter("x")));
        yield return ("has of has", Has(Has(TokenFilter("x"))));
        yield return ("has of chain", Has(Chain(TokenFilter("x"))));
        yield return ("has of missing", Has(new SearchFilter.Missing("date", SearchParameterType.Date, true)));
        yield return ("not has", new SearchFilter.Not(Has(TokenFilter("x"))));
        foreach (var prefix in Enum.GetValues<SearchPrefix>())
        {
            yield return ($"date {prefix}", Parameter(SearchParameterType.Date, new SearchValue.Date(prefix, 0, 1)));
            yield return ($"_lastUpdated {prefix}", new SearchFilter.LastUpdated([new SearchValue.Date(prefix, 0, 1)]));
            yield return ($"number {prefix}", Parameter(SearchParameterType.Number, new SearchValue.Number(prefix, 0, 1)));
            yield return ($"quantity {prefix}", Parameter(SearchParameterType.Quantity, new SearchValue.Quantity(prefix, 0, 1, null, "mg")));
        }
    }

    private static SearchFilter.Parameter Parameter(SearchParameterType type, params SearchValue[] values) => new(type.ToString().ToLowerInvariant(), type, values);

    private List<List<string>> Explain(SearchQuery query, PageCursor? after = null)
    {
        var plans = new List<List<string>>();
        foreach (var sql in _tables.Search.Plan(Project, query)!.Explain(51, after))
        {
            var steps = new List<string>();
            using var statement = _tables.Session.Prepare("EXPLAIN QUERY PLAN " + sql);
            while (statement.Step())
            {
                steps.Add(statement.Text(3));
            }

            steps.ShouldNotBeEmpty();
            plans.Add(steps);
        }

        return plans;
    }
}
