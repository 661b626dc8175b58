using FhirFax.Fhir.Outcomes;
using FhirFax.Server.Faxes.Errors;
using FhirFax.Server.Fhir.Results;
using FhirFax.Server.Http;

namespace FhirFax.Server.Throttling;

/// <summary>Writes a 429 in the form of the dialect that was asked.</summary>
internal sealed class ThrottledAnswer(FaxErrorWriter faxes)
{
    public Task WriteAsync(HttpContext http, TimeSpan wait)
    {
        RetryAfter.Set(http.Response, wait);
        return FaxesPath.Is(http.Request.Path)
            ? faxes.WriteAsync(http.Response, FaxErrors.TooManyRequests)
            : FhirResultWriter.WriteAsync(
                http.Response,
                StatusCodes.Status429TooManyRequests,
                OperationOutcome.Error(IssueCode.Throttled, "Too many requests, or too many wrong secrets; wait for the time in Retry-After.", id: "too-many-requests"));
    }
}
