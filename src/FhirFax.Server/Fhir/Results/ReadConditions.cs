using FhirFax.Server.Http;
using Microsoft.Net.Http.Headers;

namespace FhirFax.Server.Fhir.Results;

/// <summary>The conditions of a read, in the order of RFC 9110 13.2.2 (R4 http.html#cread).</summary>
internal static class ReadConditions
{
    /// <summary>304 or 412 instead of the answer; null when it is to be given.</summary>
    public static int? Status(HttpRequest request, FhirResult result) => result.Version is { } version
        ? Status(request, result.LastModified, list => ETag.ListHolds(list, version))
        : null;

    /// <param name="modified">Null when there is no time: conditions on it do not hold.</param>
    /// <param name="holds">Whether a list of tags holds that of the current representation.</param>
    public static int? Status(HttpRequest request, DateTimeOffset? modified, Predicate<string> holds)
    {
        var headers = request.Headers;
        if (headers.IfMatch.Count > 0 ? !holds(headers.IfMatch.ToString()) : IsModifiedSince(headers.IfUnmodifiedSince.ToString(), modified) == true)
        {
            return StatusCodes.Status412PreconditionFailed;
        }

        if (headers.IfNoneMatch.Count > 0)
        {
            return holds(headers.IfNoneMatch.ToString()) ? StatusCodes.Status304NotModified : null;
        }

        return IsModifiedSince(headers.IfModifiedSince.ToString(), modified) == false ? StatusCodes.Status304NotModified : null;
    }

    /// <summary>Null when the date is none, and the header is to be ignored (RFC 9110 13.1.3, 13.1.4). Last-Modified tells seconds only.</summary>
    private static bool? IsModifiedSince(string date, DateTimeOffset? modified) => modified is { } time && HeaderUtilities.TryParseDate(date, out var since)
        ? time.ToUnixTimeSeconds() > since.ToUnixTimeSeconds()
        : null;
}
