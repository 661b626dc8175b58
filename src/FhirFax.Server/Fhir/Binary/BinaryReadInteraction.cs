using FhirFax.Fhir.Outcomes;
using FhirFax.Server.Authentication;
using FhirFax.Server.Fhir.Interactions;
using FhirFax.Server.Fhir.Registry;
using FhirFax.Server.Fhir.Results;
using FhirFax.Server.Fhir.Routing;
using FhirFax.Server.Http;
using FhirFax.Store;
using FhirFax.Store.Content;
using FhirFax.Store.Resources;

namespace FhirFax.Server.Fhir.Binary;

/// <summary>Read and vread of a Binary: as a resource when FHIR's media type is what is wanted most, else the document itself (R4 binary.html#rest).</summary>
internal sealed class BinaryReadInteraction(IFhirFaxStore store) : IInteraction
{
    public async Task<FhirResult> HandleAsync(FhirRequest request)
    {
        var isVersion = request.Route.Kind == RouteKind.Version;
        var binary = isVersion
            ? await VersionReadInteraction.FindAsync(store, request)
            : await (request.Transaction ?? store).ReadAsync(request.Project, request.Route.Key, request.Aborted);
        if (binary is null)
        {
            return isVersion ? VersionReadInteraction.NotFound(request) : FhirResult.NotFound(request.Route.Key);
        }

        if (binary.IsDeleted)
        {
            return FhirResult.Gone(binary);
        }

        if (!MayRead(request.Principal.Scopes, binary.Utf8))
        {
            return FhirResult.Forbidden("The document belongs to a resource that the client's scopes do not allow to read.");
        }

        if (request.Transaction is not null)
        {
            // Nothing else is waited for inside a transaction: the bytes follow when it is over.
            return FhirResult.Read(binary);
        }

        return await AnswerAsync(store, request.Project, binary, WantsDocument(request), request.Aborted);
    }

    /// <summary>Whoever reads a document must be allowed to read what its <c>securityContext</c> names (R4 binary.html#security).</summary>
    private static bool MayRead(ScopeSet scopes, ReadOnlyMemory<byte> utf8) =>
        BinaryResource.SecurityContext(utf8) is not { } context || scopes.Allows(BinaryResource.ContextType(context), Access.Read);

    /// <param name="asDocument">The bytes themselves instead of the resource.</param>
    public static async Task<FhirResult> AnswerAsync(
        IFhirFaxStore store, ProjectKey project, StoredResource binary, bool asDocument, CancellationToken cancellationToken)
    {
        if (binary.Content is not { } content)
        {
            return FhirResult.Read(binary);
        }

        switch (await store.Content.OpenAsync(project, content.Hash, cancellationToken))
        {
            case ContentRead.Available available:
                return FhirResult.Read(binary) with
                {
                    Body = asDocument
                        ? new FhirBody.Document(available.Stream, available.Size, BinaryResource.ContentType(binary.Utf8), content.FileName)
                        : new FhirBody.BinaryResource(binary.Utf8, available.Stream, content),
                    Headers = asDocument && BinaryResource.SecurityContext(binary.Utf8) is { } context ? [new(BinaryResource.SecurityContextHeader, context)] : [],
                };
            default:
                return FhirResult.Error(
                    StatusCodes.Status500InternalServerError, IssueCode.Exception, $"The content of {binary.Key} cannot be read at the moment.");
        }
    }

    private static bool WantsDocument(FhirRequest request) => request.QueryValue("_format") is { } format
        ? Negotiation.OfParameter(format) is null
        : !MediaTypes.IsFhir(MediaTypes.Preferred(request.Http.Request.Headers.Accept));
}
