namespace FhirFax.Store.Sqlite.Search;

/// <summary>How a page is found.</summary>
internal enum SearchWayKind
{
    /// <summary>Along the index that has the order, for a few steps; then it is to be found out what else.</summary>
    ShortWalk,

    /// <summary>The same, for some more steps.</summary>
    LongWalk,

    /// <summary>Along an index as far as it takes.</summary>
    Walk,

    /// <summary>All matches of one filter, sorted.</summary>
    Collect,
}
