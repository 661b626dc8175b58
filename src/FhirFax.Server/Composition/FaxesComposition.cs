using FhirFax.Fax.Lifecycle;
using FhirFax.Fax.Lifecycle.Files;
using FhirFax.Fax.Lifecycle.Filing;
using FhirFax.Server.Faxes.Answers;
using FhirFax.Server.Faxes.Files;
using FhirFax.Server.Faxes.Interactions;
using FhirFax.Server.Faxes.OpenApi;
using FhirFax.Server.Faxes.Routing;

namespace FhirFax.Server.Composition;

/// <summary>The Faxes dialect and the domain operations below it.</summary>
internal static class FaxesComposition
{
    public static void AddFaxes(this IServiceCollection services)
    {
        services.AddSingleton<FaxReading>();
        services.AddSingleton<FaxSenders>();
        services.AddSingleton<FaxDrafts>();
        services.AddSingleton<FaxDeletion>();
        services.AddSingleton<FaxAttachments>();
        services.AddSingleton<FaxTransmission>();
        services.AddSingleton<FaxAssignment>();
        services.AddSingleton<FaxChangesReader>();
        services.AddSingleton<ListFaxes>();
        services.AddSingleton<GetFax>();
        services.AddSingleton<CreateDraft>();
        services.AddSingleton<UpdateFax>();
        services.AddSingleton<DeleteFax>();
        services.AddSingleton<IFaxUploadReader, FaxUploadReader>();
        services.AddSingleton<UploadFiles>();
        services.AddSingleton<DeleteFile>();
        services.AddSingleton<SendDraft>();
        services.AddSingleton<RetryFax>();
        services.AddSingleton<AssignFax>();
        services.AddSingleton<FaxRoutes>();
        services.AddSingleton<FaxAnswerWriter>();
        services.AddSingleton<FaxEndpoint>();
        services.AddSingleton<OpenApiEndpoint>();
    }
}
