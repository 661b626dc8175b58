namespace FhirFax.Server.Fhir.Interactions;

/// <summary>What a write demands of the current version: that there is none, that there is one, or that it is one of these.</summary>
/// <param name="versions">Null: any version.</param>
internal sealed class VersionPrecondition(bool requiresExisting, IReadOnlyList<long>? versions = null)
{
    /// <summary><c>If-None-Match: *</c>.</summary>
    public static readonly VersionPrecondition MustBeNew = new(false);

    /// <summary><c>If-Match: *</c>.</summary>
    public static readonly VersionPrecondition MustExist = new(true);

    public bool RequiresExisting => requiresExisting;

    /// <param name="current">0 when the resource does not exist or is deleted.</param>
    public bool Allows(long current) => requiresExisting
        ? current > 0 && (versions is null || versions.Contains(current))
        : current == 0;
}
