using FhirFax.Fhir.Outcomes;
using FhirFax.Server.Fhir.Results;
using FhirFax.Store.Resources;

namespace FhirFax.Server.Fhir.Interactions;

/// <summary>What a write demands of the current version by If-Match, If-None-Match and If-Unmodified-Since (R4 http.html#concurrency; RFC 9110 13.1).</summary>
internal sealed record VersionPrecondition
{
    /// <summary>There is a current version.</summary>
    public bool RequiresExisting { get; init; }

    /// <summary>There is none.</summary>
    public bool RequiresNew { get; init; }

    /// <summary>It is one of these; null: any.</summary>
    public IReadOnlyList<long>? Versions { get; init; }

    /// <summary>It is none of these.</summary>
    public IReadOnlyList<long> ExcludedVersions { get; init; } = [];

    /// <summary>It is not younger, to the second; null: any. What does not exist has no time, and is not asked for one.</summary>
    public DateTimeOffset? UnmodifiedSince { get; init; }

    /// <summary>A 412 when the demand is not met; null when it is.</summary>
    /// <param name="current">Null or a tombstone: there is no current version.</param>
    public FhirResult? Refuse(ResourceKey key, StoredResource? current)
    {
        if (current is not { IsDeleted: false })
        {
            return RequiresExisting ? FhirResult.VersionConflict(key, 0) : null;
        }

        if (Versions?.Contains(current.VersionId) == false)
        {
            return FhirResult.VersionConflict(key, current.VersionId);
        }

        if (current.LastUpdated.ToUnixTimeSeconds() > UnmodifiedSince?.ToUnixTimeSeconds())
        {
            return Failed($"{key} has been changed since the time in If-Unmodified-Since; the current version is {current.VersionId}.");
        }

        return RequiresNew || ExcludedVersions.Contains(current.VersionId)
            ? Failed($"{key} exists in version {current.VersionId}, which If-None-Match excludes.")
            : null;
    }

    private static FhirResult Failed(string text) =>
        FhirResult.Error(StatusCodes.Status412PreconditionFailed, IssueCode.Conflict, text, id: "precondition-failed");
}
