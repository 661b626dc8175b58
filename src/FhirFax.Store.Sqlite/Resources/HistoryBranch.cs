using FhirFax.Store.Resources;
using FhirFax.Store.Sqlite.Engine;

namespace FhirFax.Store.Sqlite.Resources;

/// <summary>The versions of one type, current or replaced, newest first: places only, of which more are read at a time the more are taken.</summary>
/// <param name="type">Of the project.</param>
/// <param name="after">Where a page before this one ended; null: from the newest.</param>
internal sealed class HistoryBranch(Session session, HistoryQuery query, HistoryScope type, bool current, VersionPlace? after)
{
    private const string Replaced = $"SELECT {ResourceRows.VersionColumns} FROM resource_version h CROSS JOIN resource r WHERE h.seq=? AND h.version=? AND r.seq=h.seq";

    private readonly Queue<VersionPlace> _places = new();
    private VersionPlace? _after = after;
    private int _readAtOnce = 1;
    private bool _ended;

    /// <summary>Takes the next place; false when there is none.</summary>
    public bool TryNext(out VersionPlace place)
    {
        if (_places.Count == 0 && !_ended)
        {
            Fill();
        }

        return _places.TryDequeue(out place);
    }

    /// <summary>The version at a place that <see cref="TryNext"/> gave.</summary>
    public StoredResource Read(ResourceRows rows, VersionPlace place)
    {
        var name = session.TypeName(type.Type!.Value);
        if (current)
        {
            return rows.Read(place.Seq, name);
        }

        using var select = session.Prepare(Replaced).Bind(place.Seq).Bind(place.Version);
        return select.Step()
            ? rows.Read(select, name, 0)
            : throw new StoreUnavailableException($"The data is damaged: an index names version {place.Version} of row {place.Seq}, which does not exist.");
    }

    private void Fill()
    {
        using var statement = HistorySql.Places(type, query, _after, current, _readAtOnce).Prepare(session);
        while (statement.Step())
        {
            var place = new VersionPlace(statement.Int64(0), statement.Int64(1), statement.Int64(2));
            _places.Enqueue(place);
            _after = place;
        }

        _ended = _places.Count < _readAtOnce;
        _readAtOnce *= 2;
    }
}
