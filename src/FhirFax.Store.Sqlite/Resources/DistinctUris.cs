using FhirFax.Store.Sqlite.Engine;

namespace FhirFax.Store.Sqlite.Resources;

/// <summary>The distinct values of a uri parameter: from each to the next by one seek, past all the resources that have it.</summary>
internal sealed class DistinctUris(Session session)
{
    internal const string NextSql = $"SELECT value FROM entry {EntryTable.ByValue} WHERE parameter=? AND value>? ORDER BY value LIMIT 1";

    public IReadOnlyList<string> Read(ProjectKey project, IReadOnlyCollection<string> types, string parameter, int max)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        if (session.FindProject(project) is { } projectId)
        {
            foreach (var name in types)
            {
                if (session.FindType(name) is { } type && session.FindParameter(projectId, type, parameter) is { } parameterId)
                {
                    Walk(parameterId, found, max);
                }
            }
        }

        return [.. found];
    }

    private void Walk(long parameter, SortedSet<string> found, int max)
    {
        var last = "";
        while (found.Count < max && Next(parameter, last) is { } value)
        {
            found.Add(last = value);
        }
    }

    private string? Next(long parameter, string last)
    {
        using var select = session.Prepare(NextSql).Bind(parameter).Bind(last);
        return select.Step() ? select.Text(0) : null;
    }
}
