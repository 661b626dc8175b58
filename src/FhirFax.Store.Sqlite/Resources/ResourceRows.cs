using System.Text;
using FhirFax.Store.Content;
using FhirFax.Store.Resources;
using FhirFax.Store.Sqlite.Engine;

namespace FhirFax.Store.Sqlite.Resources;

/// <summary>
/// Reads the rows of one page. Small bodies lie one behind the other in a few arrays, and a text that the row before had too is not made again: a page costs a handful of
/// allocations and not a handful a row.
/// </summary>
/// <param name="memory">Gives memory for the bodies; null: it is made here.</param>
internal sealed class ResourceRows(Session session, Func<int, Memory<byte>>? memory = null)
{
    /// <summary>What <see cref="Read"/> reads, of a resource <c>r</c>.</summary>
    public const string Columns = "r.id, r.version, r.updated, r.deleted, r.creator, r.author, r.content_hash, r.content_size, r.content_name, r.json";

    /// <summary>The same of a version <c>h</c> of it.</summary>
    public const string VersionColumns = "r.id, h.version, h.updated, h.deleted, r.creator, h.author, h.content_hash, h.content_size, h.content_name, h.json";

    private const string Current = $"SELECT {Columns} FROM resource r WHERE r.seq=?";

    /// <summary>Longer bodies have an array of their own, so that none is kept in memory for the sake of its neighbours.</summary>
    private const int LargestShared = 8 * 1024;

    /// <summary>Below the size at which arrays are no longer collected young.</summary>
    private const int LargestArray = 64 * 1024;

    private byte[] _array = [];
    private int _used;
    private string _creator = "";
    private string _author = "";

    /// <summary>The current version of the resource in that row.</summary>
    public StoredResource Read(long seq, string type)
    {
        using var select = session.Prepare(Current).Bind(seq);
        return select.Step() ? Read(select, type, 0) : throw new StoreUnavailableException($"The data is damaged: an index names row {seq}, which does not exist.");
    }

    /// <summary>The row of <see cref="Columns"/> that a statement stands on.</summary>
    /// <param name="first">The column that begins the row.</param>
    public StoredResource Read(Statement row, string type, int first) => Read(row, new ResourceKey(type, row.Text(first)), first + 1);

    /// <summary>The same when its key is known.</summary>
    /// <param name="first">The column behind the id.</param>
    public StoredResource Read(Statement row, ResourceKey key, int first) => new()
    {
        Key = key,
        VersionId = row.Int64(first),
        LastUpdated = Instants.FromMicroseconds(row.Int64(first + 1)),
        IsDeleted = row.Int64(first + 2) != 0,
        Creator = Repeated(row, first + 3, ref _creator),
        Author = Repeated(row, first + 4, ref _author),
        Content = Content(row, first + 5),
        Utf8 = Body(row.Bytes(first + 8)),
    };

    private static string? Repeated(Statement row, int column, ref string last)
    {
        var text = row.Bytes(column);
        if (text.IsEmpty)
        {
            return row.NullableText(column);
        }

        return Ascii.Equals(text, last) ? last : last = row.Text(column);
    }

    private static BinaryContent? Content(Statement row, int first) =>
        row.NullableText(first) is { } text && ContentHash.TryParse(text, out var hash)
            ? new BinaryContent(hash, row.Int64(first + 1), row.NullableText(first + 2))
            : null;

    private ReadOnlyMemory<byte> Body(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty)
        {
            return default;
        }

        if (memory is not null)
        {
            var lent = memory(body.Length);
            body.CopyTo(lent.Span);
            return lent;
        }

        if (body.Length > LargestShared)
        {
            return body.ToArray();
        }

        if (_array.Length - _used < body.Length)
        {
            // Of what there is to come nothing is known: each array is twice as long as the one before it.
            _array = GC.AllocateUninitializedArray<byte>(Math.Min(Math.Max(body.Length, 2 * _array.Length), LargestArray));
            _used = 0;
        }

        var place = _array.AsMemory(_used, body.Length);
        body.CopyTo(place.Span);
        _used += body.Length;
        return place;
    }
}
