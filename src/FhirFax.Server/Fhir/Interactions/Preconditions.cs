using FhirFax.Fhir.Outcomes;
using FhirFax.Server.Fhir.Results;
using FhirFax.Server.Http;

namespace FhirFax.Server.Fhir.Interactions;

/// <summary>If-Match and If-None-Match on writes (R4 http.html#concurrency).</summary>
internal static class Preconditions
{
    /// <summary>The version that must be current; null when none is demanded, 0 when the id must be new.</summary>
    /// <param name="refusal">A 400 when the header is unusable.</param>
    public static long? ExpectedVersion(HttpRequest request, out FhirResult? refusal)
    {
        refusal = null;
        if (request.Headers.IfMatch.Count > 0)
        {
            if (ETag.TryParseVersion(request.Headers.IfMatch.ToString(), out var version))
            {
                return version;
            }

            refusal = FhirResult.Error(
                StatusCodes.Status400BadRequest, IssueCode.Value, "If-Match must name one version, such as W/\"3\".");
            return null;
        }

        return request.Headers.IfNoneMatch.ToString().Trim() == "*" ? 0 : null;
    }
}
