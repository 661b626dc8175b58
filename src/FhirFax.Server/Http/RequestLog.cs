using System.Diagnostics;

namespace FhirFax.Server.Http;

/// <summary>
/// One line a request: method, route template, status, duration. Never an id, a query or a body. What was refused, failed or took long is Information; the rest, most of all
/// traffic and more costly to print than to answer, is Debug.
/// </summary>
internal sealed partial class RequestLog(RequestDelegate next, ILogger<RequestLog> logger)
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(1);

    public async Task InvokeAsync(HttpContext http)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            await next(http);
        }
        finally
        {
            var elapsed = Stopwatch.GetElapsedTime(started);
            var level = http.Response.StatusCode >= StatusCodes.Status400BadRequest || elapsed > Long ? LogLevel.Information : LogLevel.Debug;
            if (logger.IsEnabled(level))
            {
                Answered(logger, level, Method(http.Request.Method), RouteTemplate.Of(http), http.Response.StatusCode, elapsed.TotalMilliseconds);
            }
        }
    }

    /// <summary>A method is free text of the caller: an unknown one is not repeated.</summary>
    private static string Method(string method) => method is "GET" or "HEAD" or "POST" or "PUT" or "PATCH" or "DELETE" or "OPTIONS" ? method : "OTHER";

    [LoggerMessage(Message = "{Method} {Route} {Status} in {Milliseconds:F1} ms")]
    private static partial void Answered(ILogger logger, LogLevel level, string method, string route, int status, double milliseconds);
}
