using System.Globalization;
using FhirFax.Fax.Projects;
using FhirFax.Fhir.Outcomes;
using FhirFax.Server.Fhir.Attachments;
using FhirFax.Server.Fhir.Results;
using FhirFax.Server.Http;
using FhirFax.Store;
using FhirFax.Store.Resources;

namespace FhirFax.Server.Fhir.Binary;

/// <summary><c>GET /storage/{id}/{version}</c>: one document by a signed url, without other credentials.</summary>
internal sealed class StorageEndpoint(IFhirFaxStore store, IProjectDirectory projects, SignedUrls signedUrls, FhirResultWriter writer, ServerUrls urls)
{
    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapMethods(AttachmentUrl.StoragePath + "{id}/{version}", ["GET", "HEAD"], HandleAsync);

    private async Task HandleAsync(HttpContext http)
    {
        var query = http.Request.Query;
        var id = (string)http.Request.RouteValues["id"]!;
        var version = (string)http.Request.RouteValues["version"]!;
        var project = signedUrls.Check(id, version, query["Expires"], query["Key-Pair-Id"], query["Signature"]);
        if (project is null || !projects.TryGet(project.Value, out _))
        {
            await FhirResultWriter.WriteAsync(
                http.Response,
                StatusCodes.Status401Unauthorized,
                OperationOutcome.Error(IssueCode.Login, "The url has no valid signature, or it has expired; ask for the resource again.", id: "unauthorized"));
            return;
        }

        var key = new ResourceKey(BinaryResource.Type, id);
        var binary = long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? await store.ReadVersionAsync(project.Value, key, number, http.RequestAborted)
            : await store.ReadAsync(project.Value, key, http.RequestAborted);
        var result = binary switch
        {
            null => FhirResult.NotFound(key),
            { IsDeleted: true } => FhirResult.Gone(binary),
            _ => await BinaryReadInteraction.AnswerAsync(store, project.Value, binary, asDocument: true, http.RequestAborted),
        };
        await writer.WriteAsync(new FhirRequest(http, default, null, urls.Fhir(http.Request)), result);
    }
}
