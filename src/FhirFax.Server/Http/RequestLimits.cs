using FhirFax.Fhir.Outcomes;
using FhirFax.Server.Configuration;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace FhirFax.Server.Http;

/// <summary>
/// Refuses addresses and headers that are too long (414, 431) and content codings that are not known (415). The limits of Kestrel, which refuses without a word, lie well above.
/// </summary>
internal sealed class RequestLimits(RequestDelegate next, Limits limits)
{
    private const string Codings = "gzip, deflate, br";
    private const int Above = 4;

    public static void Raise(KestrelServerLimits kestrel, Limits limits)
    {
        kestrel.MaxRequestLineSize = Above * limits.AddressLength;
        kestrel.MaxRequestHeadersTotalSize = Above * limits.HeaderLength;
        kestrel.MaxRequestHeaderCount = 1000;
        kestrel.Http2.MaxRequestHeaderFieldSize = Above * limits.AddressLength;
    }

    public Task InvokeAsync(HttpContext http)
    {
        if (http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Length > limits.AddressLength)
        {
            return RefuseAsync(http, StatusCodes.Status414UriTooLong, $"The address is longer than {limits.AddressLength} characters: post a long search as a form to _search.");
        }

        if (IsTooLong(http.Request.Headers))
        {
            return RefuseAsync(http, StatusCodes.Status431RequestHeaderFieldsTooLarge, $"The headers are longer than {limits.HeaderLength} characters.");
        }

        if (!IsKnown(http.Request.Headers.ContentEncoding.ToString()))
        {
            http.Response.Headers.AcceptEncoding = Codings;
            return RefuseAsync(http, StatusCodes.Status415UnsupportedMediaType, $"The header Content-Encoding names a coding that is not known: one of {Codings} is taken.");
        }

        return next(http);
    }

    private bool IsTooLong(IHeaderDictionary headers)
    {
        var length = 0;
        foreach (var (name, values) in headers)
        {
            foreach (var value in values)
            {
                length += name.Length + (value?.Length ?? 0);
            }
        }

        return length > limits.HeaderLength;
    }

    /// <summary>One coding that is undone on the way in, or none.</summary>
    private static bool IsKnown(string coding) => coding.Trim().ToLowerInvariant() is "" or "identity" or "gzip" or "deflate" or "br";

    private static Task RefuseAsync(HttpContext http, int status, string text)
    {
        // Not even the address is fit for a log line.
        RouteTemplate.Set(http, "{refused}");
        return DialectRefusal.WriteAsync(
            http, status, OperationOutcome.Error(status == StatusCodes.Status415UnsupportedMediaType ? IssueCode.NotSupported : IssueCode.TooLong, text));
    }
}
