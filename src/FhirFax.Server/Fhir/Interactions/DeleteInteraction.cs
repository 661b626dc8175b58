using FhirFax.Fax.Resources;
using FhirFax.Server.Fhir.Registry;
using FhirFax.Server.Fhir.Results;
using FhirFax.Server.Http;
using FhirFax.Store;
using FhirFax.Store.Resources;

namespace FhirFax.Server.Fhir.Interactions;

/// <summary>R4 http.html#delete. Of what does not exist, or no longer, it is a success that changes nothing.</summary>
internal sealed class DeleteInteraction(IFhirFaxStore store, FaxResourceRules rules) : IInteraction
{
    public async Task<FhirResult> HandleAsync(FhirRequest request)
    {
        var expected = Preconditions.ExpectedVersion(request.Http.Request, out var refusal);
        return refusal ?? await store.WriteAsync((tx, ct) => DeleteAsync(request, tx, expected, ct), request.Aborted);
    }

    private async ValueTask<FhirResult> DeleteAsync(FhirRequest request, IStoreTransaction tx, long? expected, CancellationToken cancellationToken)
    {
        var key = request.Route.Key;
        var current = await tx.ReadAsync(request.Project, key, cancellationToken);
        if (current is not { IsDeleted: false })
        {
            return expected > 0 ? FhirResult.VersionConflict(key, 0) : Done(request, current);
        }

        if (expected is { } version && version != current.VersionId)
        {
            return FhirResult.VersionConflict(key, current.VersionId);
        }

        if (await rules.BeforeDeleteAsync(tx, request.Project, current, cancellationToken) is ResourceChange.Refused refused)
        {
            return FhirResult.Of(refused.Problem);
        }

        return await tx.DeleteAsync(request.Project, key, null, request.Principal.Client.Id, cancellationToken) switch
        {
            WriteOutcome.Deleted deleted => Done(request, deleted.Tombstone),
            WriteOutcome.NotFound absent => Done(request, absent.Tombstone),
            WriteOutcome.VersionConflict conflict => FhirResult.VersionConflict(key, conflict.CurrentVersion),
            var other => throw new InvalidOperationException($"A delete cannot end as {other.GetType().Name}."),
        };
    }

    private static FhirResult Done(FhirRequest request, StoredResource? tombstone) => new(
        request.Prefer.Return == ReturnPreference.Minimal ? StatusCodes.Status204NoContent : StatusCodes.Status200OK,
        request.Prefer.Return == ReturnPreference.Minimal ? null : new FhirBody.Outcome(FhirResultWriter.Ok))
    {
        Version = tombstone?.VersionId,
        LastModified = tombstone?.LastUpdated,
    };
}
