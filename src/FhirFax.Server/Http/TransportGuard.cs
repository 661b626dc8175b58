using System.Net;
using FhirFax.Fhir.Outcomes;
using FhirFax.Server.Configuration;

namespace FhirFax.Server.Http;

/// <summary>Answers plain HTTP on loopback or behind a configured proxy only: credentials and documents do not travel in the open.</summary>
internal sealed class TransportGuard(RequestDelegate next)
{
    /// <summary>Refuses a start whose addresses could only be used in the open.</summary>
    /// <exception cref="SettingException">An http address is not loopback and no proxy is configured.</exception>
    public static void RequireSafe(IConfiguration configuration, NetworkOptions options)
    {
        foreach (var address in Addresses(configuration))
        {
            var binding = Parse(address);
            if (options.Proxies.Count == 0 && binding.Scheme.Equals("http", StringComparison.OrdinalIgnoreCase) && !binding.IsUnixPipe && !IsLoopback(binding.Host))
            {
                throw new SettingException(
                    $"The setting ASPNETCORE_URLS listens with plain HTTP beyond this machine ({address}): use https, a loopback address, or name the proxy in Server__Proxies__0.");
            }
        }
    }

    public Task InvokeAsync(HttpContext http)
    {
        // What a configured proxy received by https has that scheme by now, and its caller's address.
        return http.Request.IsHttps || http.Connection.RemoteIpAddress is null || IPAddress.IsLoopback(http.Connection.RemoteIpAddress) || IsProbe(http.Request.Path)
            ? next(http)
            : DialectRefusal.WriteAsync(
                http,
                StatusCodes.Status403Forbidden,
                OperationOutcome.Error(IssueCode.Security, "Plain HTTP is answered on this machine only; use https."));
    }

    /// <summary>Health holds no secrets, and those who probe it speak plain HTTP.</summary>
    public static bool IsProbe(PathString path) => path == "/healthz" || path == "/readyz";

    private static IEnumerable<string> Addresses(IConfiguration configuration)
    {
        const StringSplitOptions Clean = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
        foreach (var endpoint in configuration.GetSection("Kestrel:Endpoints").GetChildren())
        {
            if (endpoint["Url"] is { } url)
            {
                yield return url;
            }
        }

        if (configuration["urls"] is { } urls)
        {
            foreach (var url in urls.Split(';', Clean))
            {
                yield return url;
            }

            yield break;
        }

        foreach (var port in (configuration["http_ports"] ?? "").Split(';', Clean))
        {
            yield return $"http://*:{port}";
        }
    }

    private static BindingAddress Parse(string address)
    {
        try
        {
            return BindingAddress.Parse(address);
        }
        catch (FormatException)
        {
            throw new SettingException($"The setting ASPNETCORE_URLS holds '{address}', which is no address to listen on.");
        }
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
