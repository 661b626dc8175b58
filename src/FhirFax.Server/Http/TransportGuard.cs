using System.Net;
using FhirFax.Fhir.Outcomes;
using FhirFax.Server.Configuration;
using FhirFax.Server.Fhir.Results;

namespace FhirFax.Server.Http;

/// <summary>Answers plain HTTP on loopback or behind a configured proxy only: credentials and documents do not travel in the open.</summary>
internal sealed class TransportGuard(RequestDelegate next)
{
    /// <summary>Refuses a start whose addresses could only be used in the open.</summary>
    /// <exception cref="SettingException">An http address is not loopback and no proxy is configured.</exception>
    public static void RequireSafe(IEnumerable<string> addresses, NetworkOptions options)
    {
        foreach (var address in addresses)
        {
            if (options.Proxies.Count == 0 && address.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
                && !(BindingAddress.Parse(address).Host is var host && IsLoopback(host)))
            {
                throw new SettingException(
                    $"The setting ASPNETCORE_URLS listens with plain HTTP beyond this machine ({address}): use https, a loopback address, or name the proxy in Server__Proxies__0.");
            }
        }
    }

    public Task InvokeAsync(HttpContext http)
    {
        // What a known proxy forwarded has https as its scheme by now; what came through without one has not.
        return http.Request.IsHttps || http.Connection.RemoteIpAddress is null || IPAddress.IsLoopback(http.Connection.RemoteIpAddress)
            ? next(http)
            : FhirResultWriter.WriteAsync(
                http.Response,
                StatusCodes.Status403Forbidden,
                OperationOutcome.Error(IssueCode.Security, "Plain HTTP is answered on this machine only; use https."));
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
