using FhirFax.Store.Resources;
using FhirFax.Store.Sqlite.Engine;

namespace FhirFax.Store.Sqlite.Resources;

/// <summary>The statements of a history of one resource or one type: both tables of versions have an index in its order.</summary>
internal static class HistorySql
{
    /// <summary>From a type of a project that has resources to the next, past all that are of it. A deleted resource has its row still.</summary>
    public const string NextType = "SELECT type FROM resource INDEXED BY resource_key WHERE project=? AND type>? ORDER BY type LIMIT 1";

    /// <summary>What of a version lies with its resource.</summary>
    private const string Joined = " CROSS JOIN resource r WHERE r.seq = h.seq AND ";

    /// <summary>A place and <see cref="ResourceRows.Columns"/> of each version: rows of two indexes, merged and not sorted.</summary>
    public static Sql Page(HistoryScope scope, HistoryQuery query, VersionPlace? after, int limit)
    {
        const string place = "SELECT h.updated AS updated, h.seq AS seq, h.version AS version";
        var sql = new Sql().Add($"{place}, {ResourceRows.Columns} FROM ");
        WriteVersions(sql, scope, query, after, current: true, Joined);
        sql.Add($" UNION ALL {place}, {ResourceRows.VersionColumns} FROM ");
        WriteVersions(sql, scope, query, after, current: false, Joined);
        return sql.Add(scope.Seq is null ? " ORDER BY updated DESC, seq DESC, version DESC LIMIT " : " ORDER BY version DESC LIMIT ").Argument((long)limit);
    }

    /// <summary>The places alone, of one table.</summary>
    public static Sql Places(HistoryScope scope, HistoryQuery query, VersionPlace? after, bool current, int limit)
    {
        var sql = new Sql().Add("SELECT h.updated, h.seq, h.version FROM ");
        WriteVersions(sql, scope, query, after, current);
        return sql.Add(" ORDER BY h.updated DESC, h.seq DESC, h.version DESC LIMIT ").Argument((long)limit);
    }

    public static Sql Count(HistoryScope scope, HistoryQuery query)
    {
        var sql = new Sql().Add("SELECT (SELECT COUNT(*) FROM ");
        WriteVersions(sql, scope, query, null, current: true);
        sql.Add(") + (SELECT COUNT(*) FROM ");
        WriteVersions(sql, scope, query, null, current: false);
        return sql.Add(")");
    }

    private static void WriteVersions(Sql sql, HistoryScope scope, HistoryQuery query, VersionPlace? after, bool current, string joined = " WHERE ")
    {
        var table = current ? "resource" : "resource_version";
        sql.Add($"{table} h");
        if (scope.Seq is { } seq)
        {
            sql.Add(joined).Add("h.seq = ").Argument(seq);
        }
        else
        {
            var type = scope.Type ?? throw new ArgumentException("No index has all types in this order.", nameof(scope));
            sql.Add($" INDEXED BY {table}_updated{joined}h.project = ").Argument(scope.Project).Add(" AND h.type = ").Argument(type);
        }

        if (query.Since is { } since)
        {
            sql.Add(" AND h.updated >= ").Argument(since.CeilingMicroseconds());
        }

        if ((query.AtEnd ?? query.At + TimeSpan.FromMicroseconds(1)) is { } end)
        {
            sql.Add(" AND h.updated < ").Argument(end.CeilingMicroseconds());
        }

        // A current version has no end.
        if (query.At is { } at && !current)
        {
            sql.Add(" AND h.superseded > ").Argument(at.ToMicroseconds());
        }

        if (after is { } last)
        {
            sql.Add(" AND (h.updated, h.seq, h.version) < (").Argument(last.Updated).Add(",").Argument(last.Seq).Add(",").Argument(last.Version).Add(")");
        }
    }
}
