using System.Globalization;

namespace FhirFax.Server.Faxes;

/// <summary>How this dialect writes a time: ISO 8601, UTC, milliseconds, <c>Z</c>.</summary>
internal static class FaxInstant
{
    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
