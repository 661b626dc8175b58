using FhirFax.EFax.Sandbox;
using FhirFax.Fax.Projects;

namespace FhirFax.Server.Configuration;

/// <summary>The secrets that only the sandbox accepts, and what a project has that sets none.</summary>
internal static class SandboxSecrets
{
    private const int StandalonePort = 8081;

    public static CarrierSecrets Value { get; } = new(SandboxDefaults.AppId, SandboxDefaults.ApiKey, SandboxDefaults.UserId);

    /// <summary>All three, exactly.</summary>
    public static bool Are(CarrierSecrets secrets) => secrets == Value;

    /// <summary>Where the sandbox listens when it runs alone with its default address.</summary>
    public static bool IsSandboxAddress(Uri url) => url.IsLoopback && url.Port == StandalonePort;
}
