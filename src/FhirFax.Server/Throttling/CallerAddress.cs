using System.Net;
using System.Net.Sockets;

namespace FhirFax.Server.Throttling;

/// <summary>Whom a caller without credentials is taken for.</summary>
internal static class CallerAddress
{
    /// <summary>Of IPv6 the first 64 bits: all the rest of them is one household's or one machine's to choose.</summary>
    private const int NetworkBytes = 8;

    /// <summary>Empty for a caller on a Unix socket.</summary>
    public static string Of(HttpContext http)
    {
        if (http.Connection.RemoteIpAddress is not { } address)
        {
            return "";
        }

        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, NetworkBytes))
            : address.ToString();
    }
}
