using FhirFax.Fax.Lifecycle;
using FhirFax.Store;

namespace FhirFax.Server.Faxes;

/// <summary>How API clients are named in this dialect.</summary>
internal static class FaxClients
{
    /// <summary>The same in every instance of a tenant; null for nobody.</summary>
    public static Guid? IdOf(ProjectKey project, string? clientId) =>
        clientId is null ? null : FaxAliases.Derived(new ProjectKey(project.Tenant, ""), $"Client/{clientId}");

    public static string? NameOf(string? clientId) => clientId is null ? null : $"API_CLIENT:{clientId}";
}
