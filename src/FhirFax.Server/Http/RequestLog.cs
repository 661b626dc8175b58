using System.Diagnostics;

namespace FhirFax.Server.Http;

/// <summary>One line a request: method, route template, status, duration. Never an id, a query or a body.</summary>
internal sealed partial class RequestLog(RequestDelegate next, ILogger<RequestLog> logger)
{
    public async Task InvokeAsync(HttpContext http)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            await next(http);
        }
        finally
        {
            if (logger.IsEnabled(LogLevel.Information))
            {
                Answered(logger, Method(http.Request.Method), RouteTemplate.Of(http), http.Response.StatusCode, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }
        }
    }

    /// <summary>A method is free text of the caller: an unknown one is not repeated.</summary>
    private static string Method(string method) => method is "GET" or "HEAD" or "POST" or "PUT" or "PATCH" or "DELETE" or "OPTIONS" ? method : "OTHER";

    [LoggerMessage(Level = LogLevel.Information, Message = "{Method} {Route} {Status} in {Milliseconds:F1} ms")]
    private static partial void Answered(ILogger logger, string method, string route, int status, double milliseconds);
}
