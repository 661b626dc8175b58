using FhirFax.Store.Sqlite.Engine;

namespace FhirFax.Store.Sqlite.Search;

/// <summary>A filter in the two forms that a search needs: listing what matches, and asking whether one resource does.</summary>
internal abstract class FilterSql
{
    /// <summary>Nothing can match.</summary>
    public virtual bool IsEmpty => false;

    /// <summary>Known without asking that there are not more matches than this.</summary>
    public virtual long? AtMost => null;

    /// <summary>Can be walked in order of creation.</summary>
    public virtual bool IsWalk => false;

    /// <summary>Can list its matches; otherwise it can only be asked about each resource.</summary>
    public virtual bool CanDrive => true;

    /// <summary>Listing a few matches may take long.</summary>
    public virtual bool IsCostly => false;

    /// <summary>A SELECT of one column, <c>resource</c>, which may repeat; only when <see cref="CanDrive"/>.</summary>
    public abstract void WriteMatches(Sql sql);

    /// <summary>A condition on the resource whose row number <paramref name="seq"/> names.</summary>
    public abstract void WriteTest(Sql sql, string seq);

    /// <summary>FROM and WHERE of a table <c>e</c> whose column <c>resource</c> lists each match once; only when <see cref="IsWalk"/>.</summary>
    public virtual void WriteWalk(Sql sql) => throw new NotSupportedException();
}
