using FhirFax.Fhir.Search;
using FhirFax.Store.Sqlite.Engine;
using FhirFax.Store.Sqlite.Resources;

namespace FhirFax.Store.Sqlite.Search;

/// <summary>One sort key: as a value of a resource, and as an order that an index gives.</summary>
internal sealed class SortSql
{
    private const string LastUpdated = "_lastUpdated";
    private const string Id = "_id";
    private readonly long _project;
    private readonly long _type;
    private readonly string _code;
    private readonly bool _isColumn;
    private readonly long _parameter;

    /// <param name="parameter">Null: no resource has ever had a value for it.</param>
    public SortSql(long project, long type, SortKey key, long? parameter)
    {
        (_project, _type, _code, Descending, _parameter) = (project, type, key.Parameter, key.Descending, parameter ?? 0);
        _isColumn = key.Parameter is LastUpdated or Id;
    }

    public bool Descending { get; }

    /// <summary>What is sorted by.</summary>
    public string Code => _code;

    /// <summary>A resource may have no value.</summary>
    public bool MayBeMissing => !_isColumn;

    /// <summary>A write may change the value.</summary>
    public bool MayMove => _code != Id;

    /// <summary>The parameter sorted by; 0 when it is a column of the resource, or nothing ever had a value.</summary>
    public long Parameter => _parameter;

    /// <summary>Which value of several counts.</summary>
    public long Edge => Descending ? IndexRow.Highest : IndexRow.Lowest;

    /// <summary>A scalar: the value that counts of the resource whose row number <paramref name="seq"/> names; NULL when it has none.</summary>
    /// <param name="moved">The table of <see cref="WriteFirstMoves"/>, joined where it has the resource: the value is as it was then. Null: as it is now.</param>
    public void WriteValue(Sql sql, string seq, string? moved)
    {
        if (moved is null)
        {
            WriteValue(sql, seq);
            return;
        }

        sql.Add($"CASE WHEN {moved}.resource IS NOT NULL THEN {moved}.value ELSE ");
        WriteValue(sql, seq);
        sql.Add(" END");
    }

    /// <summary>A condition: the value has changed since that move. SQLite reads the moves once for all that it tests.</summary>
    public void WriteMoved(Sql sql, string seq, long start)
    {
        sql.Add($"{seq} IN (SELECT m.resource FROM ");
        WriteMovesSince(sql, start);
        sql.Add(")");
    }

    /// <summary>A SELECT of <c>resource</c>, each once, and <c>value</c>: those whose value has changed since that move, and what it was until then.</summary>
    public void WriteFirstMoves(Sql sql, long start)
    {
        // Of the columns that are neither grouped by nor aggregated, SQLite gives those of the row with the minimum.
        sql.Add("SELECT m.resource AS resource, m.value AS value, MIN(m.id) FROM ");
        WriteMovesSince(sql, start);
        sql.Add(" GROUP BY m.resource");
    }

    private void WriteMovesSince(Sql sql, long start)
    {
        sql.Add("moved m INDEXED BY moved_of_parameter WHERE m.parameter = ").Argument(_parameter);
        if (!_isColumn)
        {
            sql.Add(" AND (m.edge & ").Argument(Edge).Add(") <> 0");
        }

        sql.Add(" AND m.id > ").Argument(start);
    }

    private void WriteValue(Sql sql, string seq)
    {
        if (_isColumn)
        {
            sql.Add($"(SELECT s.{(_code == Id ? "id" : "updated")} FROM resource s WHERE s.seq = {seq})");
            return;
        }

        sql.Add($"(SELECT s.value FROM entry s {EntryTable.ByResource} WHERE s.resource = {seq} AND s.parameter = ").Argument(_parameter);
        sql.Add(" AND (s.edge & ").Argument(Edge).Add(") <> 0)");
    }

    /// <summary>SELECT, FROM and WHERE of <c>seq</c> and the value <c>k</c>, from a table <c>w</c> that an index holds in this order, with what is joined to it.</summary>
    /// <param name="joined">A table, WHERE and the condition that joins it.</param>
    /// <param name="columns">Of the joined table.</param>
    public void WriteWalk(Sql sql, string joined, string columns)
    {
        if (!_isColumn)
        {
            sql.Add($"SELECT w.resource AS seq, w.value AS k, {columns} FROM entry w {EntryTable.ByValue} CROSS JOIN {joined} AND w.parameter = ").Argument(_parameter);
            sql.Add(" AND (w.edge & ").Argument(Edge).Add(") <> 0");
            return;
        }

        var (column, index) = _code == Id ? ("id", "resource_key") : ("updated", "resource_updated");
        sql.Add($"SELECT w.seq AS seq, w.{column} AS k, {columns} FROM resource w INDEXED BY {index} CROSS JOIN {joined} AND w.deleted = 0 AND w.project = ").Argument(_project);
        sql.Add(" AND w.type = ").Argument(_type);
    }

    /// <summary>The column of <see cref="WriteWalk"/> that holds the value.</summary>
    public string WalkValue => !_isColumn ? "w.value" : _code == Id ? "w.id" : "w.updated";

    /// <summary>The column of <see cref="WriteWalk"/> that holds the row number.</summary>
    public string WalkSeq => _isColumn ? "w.seq" : "w.resource";

    /// <summary>A condition: the resource has no value.</summary>
    public void WriteMissing(Sql sql, string seq)
    {
        sql.Add($"NOT EXISTS (SELECT 1 FROM entry s {EntryTable.ByResource} WHERE s.resource = {seq} AND s.parameter = ").Argument(_parameter).Add(")");
    }
}
