using FhirFax.Fax.Documents.Word;
using FhirFax.Fax.Mailboxes;
using FhirFax.Fax.Notifications;
using FhirFax.Fax.Receiving;
using FhirFax.Fax.Resources;
using FhirFax.Fax.Sending;
using FhirFax.Fax.Tasks;
using FhirFax.Server.Configuration;
using FhirFax.Server.Startup;

namespace FhirFax.Server.Composition;

/// <summary>The fax domain and its workers.</summary>
internal static class FaxComposition
{
    public static void AddFaxDomain(this IServiceCollection services, Settings settings)
    {
        if (settings.OfficeConverter is { } program)
        {
            var options = new OfficeConverterOptions { Program = program, WorkFolder = settings.Storage.OfficePath };
            services.AddSingleton(provider => new OfficeConverter(
                options, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<OfficeConverter>>()));
        }

        services.AddSingleton<ResourcePreparer>();
        services.AddSingleton<FaxResourceRules>();
        services.AddSingleton<FaxTasks>();
        services.AddSingleton<MailboxResolver>();
        services.AddSending();
        services.AddSingleton<AccountTestOperation>();
        services.AddSingleton<MailboxImports>();
        services.AddSingleton<ReceiveOperation>();
        services.AddHostedService<ReceivePoller>();
        services.AddSingleton<CarrierNotices>();
        services.AddHostedService(provider => provider.GetRequiredService<CarrierNotices>());
        services.AddHostedService<ContentSweeper>();
    }
}
