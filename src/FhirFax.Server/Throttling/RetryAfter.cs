using System.Globalization;

namespace FhirFax.Server.Throttling;

/// <summary>Tells a client when to come back.</summary>
internal static class RetryAfter
{
    /// <summary>Whole seconds, at least one. The <c>RateLimit</c> header says the same to clients that repeat a 429 at once unless it is there.</summary>
    public static void Set(HttpResponse response, TimeSpan wait)
    {
        var seconds = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds));
        response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        response.Headers["RateLimit"] = string.Create(CultureInfo.InvariantCulture, $"\"requests\";r=0;t={seconds}");
    }
}
