using FhirFax.Server.Configuration;

namespace FhirFax.Server.Http;

/// <summary>Headers that keep a browser from caching, sniffing or framing what is answered. Configured origins may show documents in a frame.</summary>
internal sealed class SecurityHeaders(RequestDelegate next, NetworkOptions options)
{
    private readonly string _policy = $"default-src 'none'; frame-ancestors 'self' {string.Join(' ', options.Origins)}".TrimEnd();

    public Task InvokeAsync(HttpContext http)
    {
        http.Response.OnStarting(static state => { Set((SecurityHeaders)((object[])state)[0], (HttpContext)((object[])state)[1]); return Task.CompletedTask; }, new object[] { this, http });
        return next(http);
    }

    private static void Set(SecurityHeaders self, HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.ContentSecurityPolicy = headers.ContentSecurityPolicy.Count > 0 ? $"{headers.ContentSecurityPolicy}; {self._policy}" : self._policy;
        if (headers.CacheControl.Count == 0)
        {
            headers.CacheControl = "private, no-cache";
        }

        if (http.Request.IsHttps)
        {
            headers.StrictTransportSecurity = "max-age=31536000";
        }
    }
}
