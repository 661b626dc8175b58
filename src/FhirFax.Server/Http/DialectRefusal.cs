using FhirFax.Fhir.Outcomes;
using FhirFax.Server.Faxes.Errors;
using FhirFax.Server.Fhir.Results;

namespace FhirFax.Server.Http;

/// <summary>Refuses a request that no endpoint has taken yet, in the form of the dialect that was asked.</summary>
internal static class DialectRefusal
{
    /// <param name="outcome">What FHIR callers are told; the Faxes dialect has its own words.</param>
    public static Task WriteAsync(HttpContext http, int status, OperationOutcome outcome) => FaxesPath.Is(http.Request.Path)
        ? http.RequestServices.GetRequiredService<FaxErrorWriter>().WriteAsync(http.Response, FaxErrors.OfStatus(status))
        : FhirResultWriter.WriteAsync(http.Response, status, outcome);
}
