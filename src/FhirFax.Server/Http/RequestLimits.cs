using FhirFax.Fhir.Outcomes;
using FhirFax.Server.Fhir.Results;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace FhirFax.Server.Http;

/// <summary>
/// Refuses addresses and headers that are too long (414, 431) and content codings that are not known (415). The limits of Kestrel, which refuses without a word, lie well above.
/// </summary>
internal sealed class RequestLimits(RequestDelegate next)
{
    /// <summary>Of the address with its query, in characters as sent.</summary>
    public const int MostOfTarget = 16 * 1024;

    /// <summary>Of all names and values of the headers together, in characters.</summary>
    public const int MostOfHeaders = 32 * 1024;

    private const string Codings = "gzip, deflate, br";
    private const int Above = 4;

    public static void Raise(KestrelServerLimits limits)
    {
        limits.MaxRequestLineSize = Above * MostOfTarget;
        limits.MaxRequestHeadersTotalSize = Above * MostOfHeaders;
        limits.MaxRequestHeaderCount = 1000;
        limits.Http2.MaxRequestHeaderFieldSize = Above * MostOfTarget;
    }

    public Task InvokeAsync(HttpContext http)
    {
        if (http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Length > MostOfTarget)
        {
            return RefuseAsync(http, StatusCodes.Status414UriTooLong, $"The address is longer than {MostOfTarget} characters: post a long search as a form to _search.");
        }

        if (IsTooLong(http.Request.Headers))
        {
            return RefuseAsync(http, StatusCodes.Status431RequestHeaderFieldsTooLarge, $"The headers are longer than {MostOfHeaders} characters.");
        }

        if (!IsKnown(http.Request.Headers.ContentEncoding.ToString()))
        {
            http.Response.Headers.AcceptEncoding = Codings;
            return RefuseAsync(http, StatusCodes.Status415UnsupportedMediaType, $"The header Content-Encoding names a coding that is not known: one of {Codings} is taken.");
        }

        return next(http);
    }

    private static bool IsTooLong(IHeaderDictionary headers)
    {
        var length = 0;
        foreach (var (name, values) in headers)
        {
            foreach (var value in values)
            {
                length += name.Length + (value?.Length ?? 0);
            }
        }

        return length > MostOfHeaders;
    }

    /// <summary>One coding that is undone on the way in, or none.</summary>
    private static bool IsKnown(string coding) => coding.Trim().ToLowerInvariant() is "" or "identity" or "gzip" or "deflate" or "br";

    private static Task RefuseAsync(HttpContext http, int status, string text)
    {
        // Not even the address is fit for a log line.
        RouteTemplate.Set(http, "{refused}");
        return FhirResultWriter.WriteAsync(
            http.Response, status, OperationOutcome.Error(status == StatusCodes.Status415UnsupportedMediaType ? IssueCode.NotSupported : IssueCode.TooLong, text));
    }
}
