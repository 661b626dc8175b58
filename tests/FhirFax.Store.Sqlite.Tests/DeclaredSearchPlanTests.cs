using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Search;
using FhirFax.Store.Resources;
using FhirFax.Store.Sqlite.Engine;
using FhirFax.Store.Sqlite.Search;
using FhirFax.Testing;

namespace FhirFax.Store.Sqlite.Tests;

/// <summary>No search by any declared parameter, in any form that is legal for it, scans a table that grows.</summary>
public sealed partial class DeclaredSearchPlanTests(DeclaredSearchPlanTests.Searches searches) : IClassFixture<DeclaredSearchPlanTests.Searches>
{
    private static readonly string[] Prefixes = ["", "eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap"];
    private static readonly R4Definitions R4 = R4Definitions.Current;

    public static TheoryData<string> Types => [.. R4.ResourceTypes.Select(t => t.Name)];

    [Fact]
    public void Every_declared_parameter_is_walked() =>
        R4.ResourceTypes.SelectMany(t => R4.SearchParametersOf(t.Name)).Select(p => p.Url).Distinct().Count(url => url.StartsWith("http://hl7.org/fhir/SearchParameter/", StringComparison.Ordinal))
            .ShouldBeGreaterThanOrEqualTo(1_385);

    [Theory]
    [InlineData("SELECT seq FROM resource WHERE author = ?")]
    [InlineData("SELECT r.resource FROM entry r WHERE r.value = ?")]
    public void A_scan_is_noticed(string sql) => Should.Throw<ShouldAssertException>(() => searches.AssertNoScan(sql, sql));

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_parameter_is_searched_on_indexes(string type)
    {
        var walked = 0;
        foreach (var parameter in R4.SearchParametersOf(type))
        {
            if (!SearchQueryParser.IsSupported(parameter))
            {
                continue;
            }

            foreach (var condition in Conditions(parameter))
            {
                searches.Explain(type, condition);
                searches.Explain(type, condition, "_tag=x");
            }

            // Nothing is sorted by a composite.
            if (parameter.Type != SearchParameterType.Composite)
            {
                Sorts(type, parameter.Code);
            }

            walked++;
        }

        walked.ShouldBeGreaterThan(0);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_reference_is_followed_on_indexes(string type)
    {
        searches.Explain(new SearchInclude(null, null, null, IsReverse: false, Iterates: true));
        foreach (var isReverse in (bool[])[true, false])
        {
            searches.Explain(new SearchInclude(type, null, null, isReverse, Iterates: false));
        }

        foreach (var parameter in R4.SearchParametersOf(type).Where(p => p.Type == SearchParameterType.Reference && SearchQueryParser.IsSupported(p)))
        {
            var targets = parameter.Targets.Where(t => R4.IsResourceType(t)).DefaultIfEmpty("Patient").ToList();
            foreach (var target in targets)
            {
                foreach (var condition in (string[])["_id=a", "_lastUpdated=gt2020", "_tag=s|x", "_tag:not=x", "_profile:missing=true"])
                {
                    searches.Explain(type, $"{parameter.Code}:{target}.{condition}");
                    searches.Explain(target, $"_has:{type}:{parameter.Code}:{condition}");
                    searches.Explain(target, $"_has:{type}:{parameter.Code}:{condition}", "_tag=x");
                }

                searches.Explain(type, $"{parameter.Code}:{target}._has:{type}:{parameter.Code}:_tag=x");
                searches.Explain(target, $"_has:{type}:{parameter.Code}:{parameter.Code}:{target}._tag=x");
                searches.Explain(new SearchInclude(type, parameter.Code, target, IsReverse: false, Iterates: false));
                searches.Explain(new SearchInclude(type, parameter.Code, target, IsReverse: true, Iterates: true));
            }
        }
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("Patient", null)]
    [InlineData("Patient", "a")]
    public void History_is_read_on_indexes(string? type, string? id)
    {
        var at = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        foreach (var after in (PageCursor?[])[null, new PageCursor([1L, 1L], 1)])
        {
            foreach (var (since, from, end) in ((DateTimeOffset?, DateTimeOffset?, DateTimeOffset?)[])[(null, null, null), (at, null, null), (null, at, null), (null, at, at.AddDays(1))])
            {
                searches.Explain(new HistoryQuery { ResourceType = type, Id = id, Since = since, At = from, AtEnd = end }, after);
            }
        }
    }

    private void Sorts(string type, string code)
    {
        foreach (var sort in (string[])[$"_sort={code}", $"_sort=-{code}", $"_sort={code},-_lastUpdated,_id"])
        {
            searches.Explain(type, sort);
            searches.Explain(type, sort, "_tag=x");
        }
    }

    private static IEnumerable<string> Conditions(SearchParameterDefinition parameter)
    {
        var code = parameter.Code;
        if (code is not ("_id" or "_lastUpdated"))
        {
            yield return $"{code}:missing=true";
            yield return $"{code}:missing=false";
        }

        foreach (var form in code == "_id" ? ["=a", "=a,b", ":not=a"] : Forms(parameter))
        {
            yield return code + form;
        }
    }

    private static IEnumerable<string> Forms(SearchParameterDefinition parameter) => parameter.Type switch
    {
        SearchParameterType.String => ["=x", "=x,y", ":exact=x", ":contains=x"],
        SearchParameterType.Token => ["=x", "=s|x", "=|x", "=s|", "=x,s|y,s|", ":not=x", ":not=s|x,y", ":text=x", ":of-type=s|c|v"],
        SearchParameterType.Reference => ReferenceForms(parameter),
        SearchParameterType.Uri => ["=http://a", "=http://a,urn:b", ":below=http://a", ":above=http://a/b/c"],
        SearchParameterType.Date => Prefixes.SelectMany(p => (string[])[$"={p}2020", $"={p}2020-01-01T10:00:00Z,{p}2021"]),
        SearchParameterType.Number => Prefixes.SelectMany(p => (string[])[$"={p}5", $"={p}5.4,{p}1e3"]),
        SearchParameterType.Quantity => Prefixes.SelectMany(p => (string[])[$"={p}5", $"={p}5|http://unitsofmeasure.org|mg", $"={p}5||mg,{p}6|s|"]),
        SearchParameterType.Composite => CompositeForms(parameter),
        _ => throw new NotSupportedException($"{parameter.Type}"),
    };

    private static IEnumerable<string> ReferenceForms(SearchParameterDefinition parameter)
    {
        var target = parameter.Targets.FirstOrDefault(t => R4.IsResourceType(t)) ?? "Patient";
        return ["=a", $"={target}/a", $"=a,{target}/b,http://example.org/x", "=http://example.org/x|1", $":{target}=a", ":identifier=s|v", ":text=x"];
    }

    private static string[] CompositeForms(SearchParameterDefinition parameter)
    {
        var types = parameter.Components.Select(c => R4.ResourceTypes.SelectMany(t => R4.SearchParametersOf(t.Name)).First(p => p.Url == c.Definition).Type).ToList();
        var one = string.Join('$', types.Select(t => Part(t, "")));
        var other = string.Join('$', types.Select(t => Part(t, "gt")));
        return [$"={one}", $"={other}", $"={one},{other}"];
    }

    private static string Part(SearchParameterType type, string prefix) => type switch
    {
        SearchParameterType.Token => "http://loinc.org|x",
        SearchParameterType.Quantity => prefix + "5||mg",
        SearchParameterType.Number => prefix + "5",
        SearchParameterType.Date => prefix + "2020",
        SearchParameterType.Reference => "DocumentReference/a",
        _ => "x",
    };

    /// <summary>A store in which every parameter of every type has had a value, so that no search is empty without looking.</summary>
    public sealed partial class Searches : IDisposable
    {
        private static readonly ProjectKey Project = new("clinic", "live");
        private readonly TemporaryFolder _folder = new();
        private readonly SearchQueryParser _parser = new(R4);
        private readonly ConcurrentDictionary<string, bool> _explained = new(StringComparer.Ordinal);
        private readonly Tables _tables;

        public Searches()
        {
            NativeSqlite.Initialize();
            var connection = Connection.Open(_folder.Combine("fhirfax.db"), readOnly: false);
            Schema.Ensure(connection);
            var session = new Session(connection, new Names(), writer: true);
            connection.Execute("BEGIN");
            var project = session.Project(Project);
            foreach (var type in R4.ResourceTypes)
            {
                var typeId = session.Type(type.Name);
                session.Parameter(project, typeId, DerivedCode.CanonicalName);
                foreach (var parameter in R4.SearchParametersOf(type.Name))
                {
                    foreach (var code in (string[])[parameter.Code, DerivedCode.Text(parameter.Code), DerivedCode.Identifier(parameter.Code), DerivedCode.OfType(parameter.Code),
                        DerivedCode.Present(parameter.Code), DerivedCode.Canonical(parameter.Code)])
                    {
                        session.Parameter(project, typeId, code);
                    }
                }
            }

            connection.Execute($"INSERT INTO resource(project, type, id, version, updated, deleted) VALUES({project}, {session.Type("Patient")}, 'a', 1, 1, 0)");
            connection.Execute("COMMIT");
            session.Publish();
            _tables = new Tables(session, TimeProvider.System);
        }

        public void Dispose()
        {
            _tables.Dispose();
            _folder.Dispose();
        }

        internal void Explain(string type, params string[] pairs)
        {
            var parsed = _parser.Parse(type, pairs.Select(Pair), []);
            var asked = $"{type}?{string.Join('&', pairs)}";
            parsed.Errors.ShouldBeEmpty(asked);
            parsed.Ignored.ShouldBeEmpty(asked);
            var plan = _tables.Search.Plan(Project, parsed.Query!).ShouldNotBeNull(asked);
            foreach (var after in (PageCursor?[])[null, new PageCursor([.. parsed.Query!.Sort.Select(_ => (object?)"x")], 7, 5)])
            {
                foreach (var sql in plan.Explain(51, after))
                {
                    AssertNoScan(sql.ToString(), asked);
                }
            }
        }

        internal void Explain(SearchInclude include)
        {
            foreach (var sql in PageIncludes.Explain(include))
            {
                AssertNoScan(sql, include.ToString());
            }
        }

        internal void Explain(HistoryQuery query, PageCursor? after)
        {
            foreach (var sql in _tables.History.Explain(Project, query, after).ShouldNotBeNull())
            {
                // The one current version of an instance may be sorted.
                AssertNoScan(sql, query.ToString()).ShouldNotContain(step => query.Id == null && step.Contains("TEMP B-TREE", StringComparison.Ordinal), sql);
            }
        }

        private static KeyValuePair<string, string> Pair(string text)
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            return KeyValuePair.Create(text[..equals], text[(equals + 1)..]);
        }

        /// <summary>Values are no part of a statement, so that each need be explained once only.</summary>
        /// <returns>The plan; empty when it was explained before.</returns>
        internal IReadOnlyList<string> AssertNoScan(string sql, string asked)
        {
            if (!_explained.TryAdd(sql, true))
            {
                return [];
            }

            var steps = new List<string>();
            using (var statement = _tables.Session.Prepare("EXPLAIN QUERY PLAN " + sql))
            {
                while (statement.Step())
                {
                    steps.Add(statement.Text(3));
                }
            }

            steps.ShouldNotBeEmpty(asked);
            steps.ShouldNotContain(step => step.Contains(" USING INDEX entry_", StringComparison.Ordinal), $"{asked}\n{string.Join('\n', steps)}\n{sql}");
            steps.ShouldNotContain(step => step.StartsWith("SCAN", StringComparison.Ordinal) && !Bounded().IsMatch(step), $"{asked}\n{string.Join('\n', steps)}\n{sql}");
            return steps;
        }

        /// <summary>The result of an inner query, or the names of types, which do not grow.</summary>
        [GeneratedRegex(@"^SCAN (\(subquery|SUBQUERY|c\b|m\d+\b|y\b|\d+ CONSTANT ROW|CONSTANT ROW)")]
        private static partial Regex Bounded();
    }
}
