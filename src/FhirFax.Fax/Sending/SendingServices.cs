using FhirFax.Fax.Sending.Deliveries;
using FhirFax.Fax.Sending.HandOver;
using FhirFax.Fax.Sending.SentFaxes;
using FhirFax.Fax.Sending.Tracking;
using Microsoft.Extensions.DependencyInjection;

namespace FhirFax.Fax.Sending;

/// <summary>Registers everything that sending consists of.</summary>
public static class SendingServices
{
    /// <summary>
    /// Adds <see cref="SendOperation"/> and the workers that run it to its end. Needs from elsewhere: the store, the carrier, the project directory, the resource preparer,
    /// <see cref="Tasks.FaxTasks"/>, <see cref="Mailboxes.MailboxResolver"/>, <see cref="SendingOptions"/>, a clock and logging. Leases of a dead process must be released before the host starts.
    /// </summary>
    public static IServiceCollection AddSending(this IServiceCollection services)
    {
        services.AddSingleton<DeliverySignal>();
        services.AddSingleton<DeliveryLedger>();
        services.AddSingleton<SendOperation>();
        services.AddSingleton<SyncOperation>();
        services.AddSingleton<CancelOperation>();
        services.AddSingleton<RetryOperation>();
        services.AddSingleton<ResolveOperation>();
        services.AddSingleton<HandOverWorker>();
        services.AddSingleton<ReconcileWorker>();
        services.AddSingleton<TrackingWorker>();
        services.AddHostedService(provider => provider.GetRequiredService<HandOverWorker>());
        services.AddHostedService(provider => provider.GetRequiredService<ReconcileWorker>());
        services.AddHostedService(provider => provider.GetRequiredService<TrackingWorker>());
        return services;
    }
}
