using FhirFax.EFax;
using FhirFax.Fax.Carriers;
using FhirFax.Fax.Projects;
using FhirFax.Fax.Sending.Deliveries;
using FhirFax.ProbedServer.Probes;
using FhirFax.ProbedServer.Sabotage;
using FhirFax.Store;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FhirFax.ProbedServer;

/// <summary>Puts the probes, and what is to be broken, between the parts of the real server.</summary>
internal sealed class Composition(Probe probe, SabotageKind sabotage)
{
    public void Apply(IServiceCollection services)
    {
        var options = Instance<EFaxOptions>(services);
        services.Replace(ServiceDescriptor.Singleton(Impatient(options)));
        var store = Broken(Instance<IFhirFaxStore>(services));
        services.Replace(ServiceDescriptor.Singleton<IFhirFaxStore>(new ProbedStore(store, probe)));
        services.AddSingleton<EFaxCarrier>();
        services.Replace(ServiceDescriptor.Singleton<ICarrier>(provider =>
            new ProbedCarrier(Broken(provider.GetRequiredService<EFaxCarrier>(), provider), probe)));
    }

    private static T Instance<T>(IServiceCollection services) => (T)services.Single(static service => service.ServiceType == typeof(T)).ImplementationInstance!;

    /// <summary>A carrier that never answers would take minutes to give up; here it takes seconds. On a busy machine a shorter time would strike where nothing hangs.</summary>
    private static EFaxOptions Impatient(EFaxOptions options) => options with
    {
        ConnectTimeout = TimeSpan.FromSeconds(5),
        TokenTimeout = TimeSpan.FromSeconds(5),
        ReadTimeout = TimeSpan.FromSeconds(5),
        ImageTimeout = TimeSpan.FromSeconds(8),
        SubmitTimeout = TimeSpan.FromSeconds(10),
        RepeatDelay = TimeSpan.FromMilliseconds(50),
        CircuitPause = TimeSpan.FromSeconds(1),
    };

    private IFhirFaxStore Broken(IFhirFaxStore store) => sabotage == SabotageKind.NoUniqueKey ? new KeylessStore(store) : store;

    private ICarrier Broken(ICarrier carrier, IServiceProvider provider) => sabotage switch
    {
        SabotageKind.ResendOnTimeout => new ResendingCarrier(carrier),
        SabotageKind.AcknowledgeBeforeStore => new HastyCarrier(carrier),
        SabotageKind.TrackerMayRegress => new StaleTracker(
            carrier, provider.GetRequiredService<IFhirFaxStore>(), provider.GetRequiredService<DeliveryLedger>, provider.GetRequiredService<IProjectDirectory>()),
        _ => carrier,
    };
}
