using System.Text.Json.Nodes;
using FhirFax.Fhir.Outcomes;
using FhirFax.Server.Fhir.Interactions;
using FhirFax.Server.Fhir.Registry;
using FhirFax.Server.Fhir.Results;
using FhirFax.Server.Fhir.Routing;
using FhirFax.Store;

namespace FhirFax.Server.Fhir.Operations;

/// <summary>
/// <c>$meta-add</c> and <c>$meta-delete</c> (R4 resource-operation-meta-add.html). Other than R4 proposes, the change is a new version: a version that was written never changes,
/// so that its entity tag, the history and what was faxed stay true. At a version's address it is therefore taken for the current version only.
/// </summary>
internal sealed class MetaChangeOperation(IFhirFaxStore store, ResourceIntake intake, ResourcePatching patching) : IInteraction
{
    public const string AddCode = "$meta-add";
    public const string DeleteCode = "$meta-delete";

    public async Task<FhirResult> HandleAsync(FhirRequest request)
    {
        var precondition = Preconditions.Read(request.Http.Request, out var refusal);
        if (refusal is not null)
        {
            return refusal;
        }

        using var body = await intake.ReadAsync(request, "Parameters");
        if (!body.IsAccepted)
        {
            return body.Refusal;
        }

        if (ReadMeta(JsonNode.Parse(body.Document.Utf8.Span)!.AsObject()) is not { } meta)
        {
            return FhirResult.Error(
                StatusCodes.Status400BadRequest, IssueCode.Required, $"{request.Route.Operation} needs exactly one parameter, meta, as valueMeta.", "Parameters.parameter");
        }

        if (request.Route.Kind == RouteKind.VersionOperation)
        {
            (precondition, refusal) = await OfCurrentAsync(request, precondition);
            if (refusal is not null)
            {
                return refusal;
            }
        }

        var isAddition = request.Route.Operation == AddCode;
        using var patch = ResourcePatch.Of(resource => MetaChange.Apply(resource, meta, isAddition));
        var result = await patching.ApplyAsync(request, patch, precondition);
        return result.Body is FhirBody.Resource { Utf8: var changed }
            ? result with { Body = MetaAnswer.Of(changed), IsWrite = false, ContentLocation = null }
            : result;
    }

    /// <summary>The demand that nothing has changed since that version; a refusal when something has.</summary>
    private async Task<(VersionPrecondition? Precondition, FhirResult? Refusal)> OfCurrentAsync(FhirRequest request, VersionPrecondition? precondition)
    {
        if (await VersionReadInteraction.FindAsync(store, request) is not { } version)
        {
            return (null, VersionReadInteraction.NotFound(request));
        }

        if (precondition?.Refuse(version.Key, version) is { } unmet)
        {
            return (null, unmet);
        }

        var current = await store.ReadAsync(request.Project, version.Key, request.Aborted);
        return current?.VersionId == version.VersionId
            ? (new VersionPrecondition { RequiresExisting = true, Versions = [version.VersionId] }, null)
            : (null, FhirResult.Error(
                StatusCodes.Status400BadRequest,
                IssueCode.NotSupported,
                $"Version {version.VersionId} is not the current one of {version.Key}, and earlier versions never change: call {request.Route.Operation} at the instance."));
    }

    private static JsonObject? ReadMeta(JsonObject parameters) =>
        parameters["parameter"] is JsonArray { Count: 1 } list && list[0] is JsonObject only && (string?)only["name"] == "meta" ? only["valueMeta"] as JsonObject : null;
}
