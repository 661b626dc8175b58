using FhirFax.Fax.Mailboxes;
using FhirFax.Fax.Receiving;
using FhirFax.Fax.Resources;
using FhirFax.Fax.Sending;
using FhirFax.Fax.Sending.HandOver;
using FhirFax.Fax.Sending.Tracking;
using FhirFax.Fax.Tasks;
using FhirFax.Server.Startup;

namespace FhirFax.Server.Composition;

/// <summary>The fax domain and its workers.</summary>
internal static class FaxComposition
{
    public static void AddFaxDomain(this IServiceCollection services)
    {
        services.AddSingleton<ResourcePreparer>();
        services.AddSingleton<FaxResourceRules>();
        services.AddSingleton<FaxTasks>();
        services.AddSingleton<MailboxResolver>();
        services.AddSingleton<DeliveryLedger>();
        services.AddSingleton<DeliverySignal>();
        services.AddSingleton<SendOperation>();
        services.AddSingleton<MailboxImports>();
        services.AddSingleton<ReceiveOperation>();
    }

    public static void AddWorkers(this IServiceCollection services)
    {
        services.AddHostedService<HandOverWorker>();
        services.AddHostedService<ReconcileWorker>();
        services.AddHostedService<TrackingWorker>();
        services.AddHostedService<ReceivePoller>();
        services.AddHostedService<ContentSweeper>();
    }
}
