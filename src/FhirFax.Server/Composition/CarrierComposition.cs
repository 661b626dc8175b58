using FhirFax.EFax;
using FhirFax.EFax.Sandbox;
using FhirFax.Fax.Carriers;
using FhirFax.Server.Configuration;

namespace FhirFax.Server.Composition;

/// <summary>The carrier: eFax Corporate, or the sandbox that speaks its API over a real socket.</summary>
internal static class CarrierComposition
{
    public static void AddCarrier(this IServiceCollection services, Settings settings, SandboxHost? sandbox)
    {
        services.AddSingleton(new EFaxOptions
        {
            BaseUrl = sandbox?.BaseUrl ?? settings.Carrier.BaseUrl!.AbsoluteUri,
            IsSandbox = settings.Carrier.IsSandbox,
            NonBillableRetries = settings.EFax.NonBillableRetries,
            BillableRetries = settings.EFax.BillableRetries,
            HumanAnswerRetries = settings.EFax.HumanAnswerRetries,
        });
        services.AddSingleton<ICarrier, EFaxCarrier>();
    }
}
