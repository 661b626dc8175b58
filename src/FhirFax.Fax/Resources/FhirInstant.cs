using System.Globalization;

namespace FhirFax.Fax.Resources;

/// <summary>How the server writes a time into a resource (R4 datatypes.html#instant): UTC with milliseconds.</summary>
internal static class FhirInstant
{
    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
