using FhirFax.Store.Resources;

namespace FhirFax.Store.Sqlite.Search;

/// <summary>One entry of a page: where it stands in the order, and the resource itself when it was read on the way.</summary>
/// <param name="Resource">Null: it is still to be read.</param>
internal readonly record struct Match(PageCursor Place, StoredResource? Resource)
{
    public long Seq => Place.Seq;
}
