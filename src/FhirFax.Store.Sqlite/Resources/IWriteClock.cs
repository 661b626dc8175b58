namespace FhirFax.Store.Sqlite.Resources;

/// <summary>Gives each version its time, in microseconds, whole milliseconds.</summary>
internal interface IWriteClock
{
    /// <summary>Later than <paramref name="previous"/>, which is when the row's present version was made; 0 for a new resource.</summary>
    long Stamp(long seq, long previous);

    /// <summary>The row was written in this transaction.</summary>
    void Wrote(long seq);
}
