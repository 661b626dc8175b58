using FhirFax.Server.Configuration;

namespace FhirFax.Server.Http;

/// <summary>Headers that keep a browser from keeping, sniffing or framing what is answered. Configured origins may show documents in a frame.</summary>
internal sealed class SecurityHeaders(RequestDelegate next, NetworkOptions options)
{
    private readonly string _policy = $"default-src 'none'; frame-ancestors 'self' {string.Join(' ', options.Origins)}".TrimEnd();

    public Task InvokeAsync(HttpContext http)
    {
        http.Response.OnStarting(() =>
        {
            Set(http);
            return Task.CompletedTask;
        });
        return next(http);
    }

    private void Set(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.ContentSecurityPolicy = headers.ContentSecurityPolicy.Count > 0 ? $"{headers.ContentSecurityPolicy}; {_policy}" : _policy;
        if (headers.CacheControl.Count == 0)
        {
            headers.CacheControl = "private, no-cache";
        }

        // The framework says so only for several origins; a cache must not hand one origin's answer to another in any case.
        if (options.Origins.Count > 0 && !headers.Vary.Contains("Origin"))
        {
            headers.Append("Vary", "Origin");
        }

        if (http.Request.IsHttps && headers.StrictTransportSecurity.Count == 0)
        {
            headers.StrictTransportSecurity = "max-age=31536000";
        }
    }
}
