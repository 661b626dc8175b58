using System.Net;
using System.Net.Sockets;

namespace FhirFax.Acceptance.Running;

/// <summary>An address for a process that is to have the same one after a restart.</summary>
internal static class FreePort
{
    public static string Url()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
    }
}
