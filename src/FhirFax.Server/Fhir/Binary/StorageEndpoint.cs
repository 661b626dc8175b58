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
        var right = signedUrls.Check(id, version, query["Expires"], query["Key-Pair-Id"], query["Signature"]);
        if (right is not { Project: var project } || !projects.TryGet(project, out _))
        {
            await RefuseAsync(http, "The url has no valid signature, or it has expired; ask for the resource again.");
            return;
        }

        var key = new ResourceKey(BinaryResource.Type, id);
        var binary = long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? await store.ReadVersionAsync(project, key, number, http.RequestAborted)
            : await store.ReadAsync(project, key, http.RequestAborted);
        if (right.Value.IsWithoutContext && binary is not null && BinaryResource.SecurityContext(binary.Utf8) is not null)
        {
            await RefuseAsync(http, "The url was made for a client that may not read what the document belongs to.");
            return;
        }

        var result = binary switch
        {
            null => FhirResult.NotFound(key),
            { IsDeleted: true } => FhirResult.Gone(binary),
            _ => await BinaryReadInteraction.AnswerAsync(store, project, binary, asDocument: true, http.RequestAborted),
        };
        await writer.WriteAsync(new FhirRequest(http, default, null, urls.Fhir(http.Request)), result);
    }

    private static Task RefuseAsync(HttpContext http, string text) => FhirResultWriter.WriteAsync(
        http.Response, StatusCodes.Status401Unauthorized, OperationOutcome.Error(IssueCode.Login, text, id: "unauthorized"));
}
