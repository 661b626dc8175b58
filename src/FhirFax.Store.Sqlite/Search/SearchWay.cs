namespace FhirFax.Store.Sqlite.Search;

/// <summary>How a page is found, and by which of the search's filters.</summary>
/// <param name="Filter">Its place among them, or <see cref="NoFilter"/>.</param>
internal readonly record struct SearchWay(SearchWayKind Kind, int Filter = SearchWay.NoFilter)
{
    public const int NoFilter = -1;
}
