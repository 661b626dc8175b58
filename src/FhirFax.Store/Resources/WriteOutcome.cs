namespace FhirFax.Store.Resources;

/// <summary>What became of a write. A closed set; none is an error of the store.</summary>
public abstract record WriteOutcome
{
    /// <summary>Version 1, or the first version after a delete.</summary>
    public sealed record Created(StoredResource Resource) : WriteOutcome;

    public sealed record Updated(StoredResource Resource) : WriteOutcome;

    public sealed record Deleted(StoredResource Tombstone) : WriteOutcome;

    /// <summary>Nothing was written: the version found was not the expected one; 0 when the resource does not exist or is deleted.</summary>
    public sealed record VersionConflict(long CurrentVersion) : WriteOutcome;

    /// <summary>Delete of what does not exist, or is deleted already (then with its tombstone).</summary>
    public sealed record NotFound(StoredResource? Tombstone) : WriteOutcome;
}
