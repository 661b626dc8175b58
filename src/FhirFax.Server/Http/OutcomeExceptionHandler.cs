using FhirFax.Fhir.Outcomes;
using FhirFax.Server.Fhir.Results;
using FhirFax.Server.Fhir.Search;
using FhirFax.Store;
using FhirFax.Store.Content;
using Microsoft.AspNetCore.Diagnostics;

namespace FhirFax.Server.Http;

/// <summary>Turns what nobody answered for into an OperationOutcome, or the Faxes dialect's form of one, without internals.</summary>
internal sealed partial class OutcomeExceptionHandler(ILogger<OutcomeExceptionHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (httpContext.RequestAborted.IsCancellationRequested && exception is OperationCanceledException or IOException)
        {
            // Nobody is there any more to read an answer.
            return true;
        }

        var (status, code, text) = Describe(exception);
        if (status >= StatusCodes.Status500InternalServerError)
        {
            Failed(logger, RouteTemplate.Of(httpContext), exception);
        }

        await DialectRefusal.WriteAsync(httpContext, status, OperationOutcome.Error(code, text));
        return true;
    }

    /// <summary>The same for one part of a request, whose other parts are answered.</summary>
    public static FhirResult Answer(Exception exception)
    {
        var (status, code, text) = Describe(exception);
        return FhirResult.Error(status, code, text);
    }

    private static (int Status, string Code, string Text) Describe(Exception exception) => exception switch
    {
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } or ContentTooLargeException =>
            (StatusCodes.Status413PayloadTooLarge, IssueCode.TooLong, "The content is too large."),
        BadHttpRequestException bad => (bad.StatusCode, IssueCode.Structure, "The request is not valid HTTP, or was cut off."),
        StoreUnavailableException =>
            (StatusCodes.Status503ServiceUnavailable, IssueCode.Transient, "The store cannot take or give this at the moment; nothing was kept. Try again later."),
        SearchTooCostlyException => (StatusCodes.Status400BadRequest, IssueCode.TooCostly, exception.Message),
        InvalidDataException => (StatusCodes.Status400BadRequest, IssueCode.Structure, "The content cannot be decoded."),
        _ => (StatusCodes.Status500InternalServerError, IssueCode.Exception, "The server failed to answer; the failure has been logged."),
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "{Route} failed")]
    private static partial void Failed(ILogger logger, string route, Exception exception);
}
