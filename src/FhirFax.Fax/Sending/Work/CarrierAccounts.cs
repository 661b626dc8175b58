using FhirFax.Fax.Carriers;
using FhirFax.Fax.Projects;
using FhirFax.Store.Faxes;

namespace FhirFax.Fax.Sending.Work;

/// <summary>Finds the credentials for what a Delivery has pinned.</summary>
internal static class CarrierAccounts
{
    /// <summary>Null when the Project is gone from the configuration, or uses another App ID now: never another mailbox instead.</summary>
    public static CarrierAccount? Of(IProjectDirectory projects, DeliveryRecord delivery) =>
        projects.TryGet(delivery.Project, out var project) && project.Secrets is { } secrets && secrets.AppId == delivery.Mailbox.AppId
            ? new CarrierAccount(secrets.AppId, secrets.ApiKey, delivery.Mailbox.UserId)
            : null;
}
