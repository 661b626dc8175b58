using System.Globalization;
using FhirFax.Fhir.Outcomes;
using FhirFax.Server.Fhir.Registry;
using FhirFax.Server.Fhir.Results;
using FhirFax.Server.Fhir.Search;
using FhirFax.Store;
using FhirFax.Store.Resources;

namespace FhirFax.Server.Fhir.Interactions;

/// <summary>R4 http.html#vread.</summary>
internal sealed class VersionReadInteraction(IFhirFaxStore store) : IInteraction
{
    public async Task<FhirResult> HandleAsync(FhirRequest request) => SubsetParameters.Refuse(request) ?? await FindAsync(store, request) switch
    {
        null => NotFound(request),
        { IsDeleted: true } tombstone => FhirResult.Gone(tombstone),
        var resource => FhirResult.Read(SubsetParameters.Of(request.Query).OfMatch(resource)),
    };

    public static async ValueTask<StoredResource?> FindAsync(IFhirFaxStore store, FhirRequest request) =>
        long.TryParse(request.Route.Version, NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version > 0
            ? await (request.Transaction ?? store).ReadVersionAsync(request.Project, request.Route.Key, version, request.Aborted)
            : null;

    public static FhirResult NotFound(FhirRequest request) => FhirResult.Error(
        StatusCodes.Status404NotFound, IssueCode.NotFound, $"{request.Route.Key} has no version '{Quoted.Clip(request.Route.Version!)}'.", id: "not-found");
}
