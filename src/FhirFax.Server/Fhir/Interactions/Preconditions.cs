using FhirFax.Fhir.Outcomes;
using FhirFax.Server.Fhir.Results;
using FhirFax.Server.Http;

namespace FhirFax.Server.Fhir.Interactions;

/// <summary>If-Match and If-None-Match on writes (R4 http.html#concurrency).</summary>
internal static class Preconditions
{
    /// <summary>What is demanded of the current version; null when nothing is.</summary>
    /// <param name="refusal">A 400 when the header is unusable.</param>
    public static VersionPrecondition? Read(HttpRequest request, out FhirResult? refusal)
    {
        refusal = null;
        if (request.Headers.IfMatch.Count == 0)
        {
            return request.Headers.IfNoneMatch.ToString().Trim() == "*" ? VersionPrecondition.MustBeNew : null;
        }

        var list = request.Headers.IfMatch.ToString();
        if (list.Trim() == "*")
        {
            return VersionPrecondition.MustExist;
        }

        var versions = new List<long>();
        foreach (var tag in list.Split(','))
        {
            if (!ETag.TryParseVersion(tag, out var version))
            {
                refusal = FhirResult.Error(
                    StatusCodes.Status400BadRequest, IssueCode.Value, "If-Match must name versions, such as W/\"3\", or be *.");
                return null;
            }

            versions.Add(version);
        }

        return new VersionPrecondition(true, versions);
    }
}
