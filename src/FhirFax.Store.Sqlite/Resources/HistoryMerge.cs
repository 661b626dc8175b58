using FhirFax.Store.Resources;
using FhirFax.Store.Sqlite.Engine;

namespace FhirFax.Store.Sqlite.Resources;

/// <summary>
/// A project's versions, newest first, from the indexes of its types: an index of all types would be one more for each write to keep. What a page costs grows with the types that
/// are in the project and with the page, not with what is stored.
/// </summary>
internal sealed class HistoryMerge
{
    private readonly PriorityQueue<HistoryBranch, VersionPlace> _branches = new();

    /// <param name="after">Where a page before this one ended; null: from the newest.</param>
    public HistoryMerge(Session session, HistoryQuery query, IReadOnlyList<HistoryScope> types, VersionPlace? after)
    {
        foreach (var type in types)
        {
            Add(new HistoryBranch(session, query, type, current: true, after));
            Add(new HistoryBranch(session, query, type, current: false, after));
        }
    }

    /// <summary>The types that are, or were, in a project.</summary>
    public static IReadOnlyList<HistoryScope> Types(Session session, long project)
    {
        var types = new List<HistoryScope>();
        var last = 0L;
        while (NextType(session, project, last) is { } type)
        {
            types.Add(new HistoryScope(project, type, null));
            last = type;
        }

        return types;
    }

    /// <summary>There are no more versions.</summary>
    public bool IsEmpty => _branches.Count == 0;

    /// <summary>Takes the next version.</summary>
    public StoredResource Next(ResourceRows rows, out VersionPlace place)
    {
        _branches.TryDequeue(out var branch, out place);
        var version = branch!.Read(rows, place);
        Add(branch);
        return version;
    }

    private void Add(HistoryBranch branch)
    {
        if (branch.TryNext(out var place))
        {
            _branches.Enqueue(branch, place);
        }
    }

    private static long? NextType(Session session, long project, long last)
    {
        using var select = session.Prepare(HistorySql.NextType).Bind(project).Bind(last);
        return select.Step() ? select.Int64(0) : null;
    }
}
