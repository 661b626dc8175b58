using FhirFax.Fax.Resources;
using FhirFax.Server.Authentication;
using FhirFax.Server.Fhir.Results;
using FhirFax.Store;
using FhirFax.Store.Resources;

namespace FhirFax.Server.Fhir.Interactions;

/// <summary>Deletes a resource after asking the domain. Of what does not exist, or no longer, it is a success that changes nothing.</summary>
internal sealed class ResourceDeletion(FaxResourceRules rules)
{
    /// <param name="precondition">What is demanded of the current version; null when nothing is.</param>
    public async ValueTask<FhirResult> ApplyAsync(
        IStoreTransaction tx, Principal principal, ResourceKey key, VersionPrecondition? precondition, CancellationToken cancellationToken)
    {
        var current = await tx.ReadAsync(principal.Project, key, cancellationToken);
        if (precondition?.Refuse(key, current) is { } refusal)
        {
            return refusal;
        }

        if (current is not { IsDeleted: false })
        {
            return FhirResult.Deleted(current);
        }

        if (await rules.BeforeDeleteAsync(tx, principal.Project, current, cancellationToken) is ResourceChange.Refused refused)
        {
            return FhirResult.Of(refused.Problem);
        }

        return await tx.DeleteAsync(principal.Project, key, null, principal.Client.Id, cancellationToken) switch
        {
            WriteOutcome.Deleted deleted => FhirResult.Deleted(deleted.Tombstone),
            WriteOutcome.NotFound absent => FhirResult.Deleted(absent.Tombstone),
            WriteOutcome.VersionConflict conflict => FhirResult.VersionConflict(key, conflict.CurrentVersion),
            var other => throw new InvalidOperationException($"A delete cannot end as {other.GetType().Name}."),
        };
    }

    /// <summary>Deletes the one resource that the criteria find; none is a success, several are a 412 (R4 http.html#3.1.0.7.1).</summary>
    public async ValueTask<FhirResult> ApplyAsync(
        IStoreTransaction tx, Principal principal, ConditionalCriteria criteria, VersionPrecondition? precondition, CancellationToken cancellationToken)
    {
        var match = await criteria.FindAsync(tx, principal.Project, cancellationToken);
        return match switch
        {
            { IsSeveral: true } => FhirResult.SeveralMatches(criteria.ResourceType),
            { Resource: { } found } => await ApplyAsync(tx, principal, found.Key, precondition, cancellationToken),
            _ when precondition is { RequiresExisting: true } => FhirResult.NoMatch(criteria.ResourceType),
            _ => FhirResult.Deleted(null),
        };
    }
}
