using FhirFax.Store.Resources;
using FsCheck;
using FsCheck.Fluent;
using static FhirFax.Store.Compliance.Samples;

namespace FhirFax.Store.Compliance;

/// <summary>A project's history of several types against a model: all its versions, sorted.</summary>
public abstract class ProjectHistoryCompliance : StoreCompliance
{
    private static readonly string[] Types = ["Patient", "Observation", "Communication", "Practitioner", "Task"];
    private int _projects;

    /// <summary>Writes, those of one transaction together.</summary>
    private static Gen<Step[][]> Transactions => Gen.ArrayOf(Gen.ArrayOf(
        from type in Gen.Elements(Types)
        from id in Gen.Elements("a", "b", "c")
        from isDelete in Gen.Frequency((3, Gen.Constant(false)), (1, Gen.Constant(true)))
        from wait in Gen.Choose(0, 2)
        select new Step(new ResourceKey(type, id), isDelete, wait)));

    [Fact]
    public void Pages_of_any_size_give_all_types_in_one_order() => Prop.ForAll(
        Transactions.ToArbitrary(),
        Gen.Choose(1, 9).NonEmptyListOf().ToArbitrary(),
        (transactions, sizes) =>
        {
            var (project, versions) = Write(transactions);

            Walk(project, new HistoryQuery(), sizes).ShouldBe(Listed(versions));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60).WithReplay(3, 7));

    [Fact]
    public void Any_time_is_cut_from_the_same_order() => Prop.ForAll(
        Transactions.ToArbitrary(),
        Gen.Choose(0, 20).Two().ToArbitrary(),
        (transactions, milliseconds) =>
        {
            var start = Clock.GetUtcNow();
            var (project, versions) = Write(transactions);
            var (from, end) = (start.AddMilliseconds(milliseconds.Item1), start.AddMilliseconds(milliseconds.Item1 + milliseconds.Item2));

            Walk(project, new HistoryQuery { Since = from }, 3).ShouldBe(Listed(versions.Where(v => v.Updated >= from)));
            Walk(project, new HistoryQuery { At = from, AtEnd = end }, 3)
                .ShouldBe(Listed(versions.Where(v => v.Updated < end && !versions.Exists(n => n.Key == v.Key && n.Number == v.Number + 1 && n.Updated <= from))));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60).WithReplay(3, 7));

    [Fact]
    public async Task A_type_of_which_all_is_deleted_is_in_the_history()
    {
        await WriteAsync(t => t.PutAsync(Project, Resource("Patient", "p"), None).AsTask());
        Clock.Advance(TimeSpan.FromMilliseconds(1));
        await WriteAsync(t => t.DeleteAsync(Project, new("Patient", "p"), null, null, None).AsTask());
        Clock.Advance(TimeSpan.FromMilliseconds(1));
        await WriteAsync(t => t.PutAsync(Project, Resource("Observation", "o"), None).AsTask());

        Walk(Project, new HistoryQuery(), 1).ShouldBe(["Observation/o/1", "Patient/p/2", "Patient/p/1"]);
    }

    [Fact]
    public async Task A_transaction_sees_what_it_wrote()
    {
        await WriteAsync(t => t.PutAsync(Project, Resource("Patient", "p"), None).AsTask());
        Clock.Advance(TimeSpan.FromMilliseconds(1));
        var page = await Store.WriteAsync(
            async (t, c) =>
            {
                await t.PutAsync(Project, Resource("Patient", "p"), c);
                await t.PutAsync(Project, Resource("Observation", "o"), c);
                return await t.HistoryAsync(Project, new HistoryQuery { Total = true }, c);
            },
            None);

        page.Resources.Select(r => $"{r.Key}/{r.VersionId}").ShouldBe(["Observation/o/1", "Patient/p/2", "Patient/p/1"]);
        page.Total.ShouldBe(3);
    }

    private static IEnumerable<string> Listed(IEnumerable<Version> versions) =>
        versions.OrderByDescending(v => v.Updated).ThenByDescending(v => v.Place).ThenByDescending(v => v.Number).Select(v => $"{v.Key}/{v.Number}");

    /// <summary>All pages, by cursor; the total is right on each.</summary>
    private List<string> Walk(ProjectKey project, HistoryQuery query, params List<int> sizes)
    {
        var found = new List<string>();
        var totals = new HashSet<long?>();
        string? cursor = null;
        for (var i = 0; i == 0 || cursor is not null; i++)
        {
            var size = sizes[i % sizes.Count];
            var page = Store.HistoryAsync(project, query with { Count = size, Cursor = cursor, Total = true }, None).AsTask().GetAwaiter().GetResult();
            page.Resources.Count.ShouldBe(page.Next is null ? page.Resources.Count : size);
            found.AddRange(page.Resources.Select(r => $"{r.Key}/{r.VersionId}"));
            totals.Add(page.Total);
            cursor = page.Next;
        }

        totals.ShouldBe([found.Count]);
        return found;
    }

    /// <summary>Into a project of their own.</summary>
    private (ProjectKey Project, List<Version> Versions) Write(Step[][] transactions)
    {
        var project = new ProjectKey("clinic", $"history-{_projects++}");
        var places = new Dictionary<ResourceKey, int>();
        var versions = new List<Version>();
        foreach (var steps in transactions)
        {
            Clock.Advance(TimeSpan.FromMilliseconds(steps.Length == 0 ? 0 : steps[0].Wait));
            foreach (var stored in WriteTogether(project, steps))
            {
                places.TryAdd(stored.Key, places.Count);
                versions.Add(new Version(stored.Key, stored.VersionId, stored.LastUpdated, places[stored.Key]));
            }
        }

        return (project, versions);
    }

    private List<StoredResource> WriteTogether(ProjectKey project, Step[] steps) => Store.WriteAsync(
        async (t, c) =>
        {
            var stored = new List<StoredResource>();
            foreach (var step in steps)
            {
                WriteOutcome outcome = step.IsDelete
                    ? await t.DeleteAsync(project, step.Key, null, null, c)
                    : await t.PutAsync(project, Resource(step.Key.Type, step.Key.Id), c);
                if (Stored(outcome) is { } version)
                {
                    stored.Add(version);
                }
            }

            return stored;
        },
        None).GetAwaiter().GetResult();

    private static StoredResource? Stored(WriteOutcome outcome) => outcome switch
    {
        WriteOutcome.Created created => created.Resource,
        WriteOutcome.Updated updated => updated.Resource,
        WriteOutcome.Deleted deleted => deleted.Tombstone,
        _ => null,
    };

    /// <param name="Wait">Milliseconds before its transaction when it is the first.</param>
    private sealed record Step(ResourceKey Key, bool IsDelete, int Wait);

    /// <param name="Place">The order in which resources were first written.</param>
    private sealed record Version(ResourceKey Key, long Number, DateTimeOffset Updated, int Place);
}
