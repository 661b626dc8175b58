namespace FhirFax.Store.Sqlite.Resources;

/// <summary>A version's place in a history. Compares as a history lists: the newest comes first.</summary>
/// <param name="Updated">Microseconds since 1970.</param>
/// <param name="Seq">The row of its resource.</param>
internal readonly record struct VersionPlace(long Updated, long Seq, long Version) : IComparable<VersionPlace>
{
    public int CompareTo(VersionPlace other)
    {
        var order = other.Updated.CompareTo(Updated);
        order = order != 0 ? order : other.Seq.CompareTo(Seq);
        return order != 0 ? order : other.Version.CompareTo(Version);
    }
}
