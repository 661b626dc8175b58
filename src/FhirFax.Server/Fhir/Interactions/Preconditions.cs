using FhirFax.Fhir.Outcomes;
using FhirFax.Server.Fhir.Results;
using FhirFax.Server.Http;
using Microsoft.Net.Http.Headers;

namespace FhirFax.Server.Fhir.Interactions;

/// <summary>If-Match, If-None-Match and If-Unmodified-Since on writes (R4 http.html#concurrency; RFC 9110 13.1).</summary>
internal static class Preconditions
{
    /// <summary>What is demanded of the current version; null when nothing is.</summary>
    /// <param name="refusal">A 400 when If-Match is unusable: to ignore it could overwrite what the client has not seen.</param>
    public static VersionPrecondition? Read(HttpRequest request, out FhirResult? refusal)
    {
        refusal = null;
        var headers = request.Headers;
        if (headers.IfMatch.Count + headers.IfNoneMatch.Count + headers.IfUnmodifiedSince.Count == 0)
        {
            return null;
        }

        var precondition = OfIfNoneMatch(headers.IfNoneMatch.ToString());
        if (headers.IfMatch.Count == 0)
        {
            // A date that is none is ignored, as is one beside If-Match (RFC 9110 13.1.4).
            return HeaderUtilities.TryParseDate(headers.IfUnmodifiedSince.ToString(), out var date) ? precondition with { UnmodifiedSince = date } : precondition;
        }

        var list = headers.IfMatch.ToString();
        if (list.Trim() == "*")
        {
            return precondition with { RequiresExisting = true };
        }

        if (Versions(list) is not { } versions)
        {
            refusal = FhirResult.Error(
                StatusCodes.Status400BadRequest, IssueCode.Value, "The header If-Match must name versions, such as W/\"3\", or be *.");
            return null;
        }

        return precondition with { RequiresExisting = true, Versions = versions };
    }

    /// <summary>A tag that is not ours excludes nothing.</summary>
    private static VersionPrecondition OfIfNoneMatch(string list)
    {
        if (list.Trim() == "*")
        {
            return new VersionPrecondition { RequiresNew = true };
        }

        var excluded = new List<long>();
        foreach (var tag in list.Split(','))
        {
            if (ETag.TryParseVersion(tag, out var version))
            {
                excluded.Add(version);
            }
        }

        return new VersionPrecondition { ExcludedVersions = excluded };
    }

    private static List<long>? Versions(string list)
    {
        var versions = new List<long>();
        foreach (var tag in list.Split(','))
        {
            if (!ETag.TryParseVersion(tag, out var version))
            {
                return null;
            }

            versions.Add(version);
        }

        return versions;
    }
}
