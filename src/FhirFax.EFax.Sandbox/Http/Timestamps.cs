using System.Globalization;

namespace FhirFax.EFax.Sandbox.Http;

/// <summary>Timestamps in the form of the specification's samples (efax-corporate-api.md 5.4).</summary>
internal static class Timestamps
{
    public static string Write(DateTimeOffset value) =>
        value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'+0000'", CultureInfo.InvariantCulture);

    public static bool TryRead(string text, out DateTimeOffset value) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out value);
}
