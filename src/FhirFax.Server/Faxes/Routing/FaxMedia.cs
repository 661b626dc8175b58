using FhirFax.Server.Faxes.Answers;
using FhirFax.Server.Faxes.Errors;
using FhirFax.Server.Http;
using Microsoft.AspNetCore.Http.Features;

namespace FhirFax.Server.Faxes.Routing;

/// <summary>What can be answered and what can be read.</summary>
internal static class FaxMedia
{
    public const string Files = "multipart/form-data";

    /// <summary>406 or 415; null when both are well.</summary>
    public static FaxErrors? Refuse(HttpRequest request, FaxBodyKind body) =>
        !AcceptsJson(request.Headers.Accept) ? FaxErrors.NotAcceptable
        : body == FaxBodyKind.None || IsMissing(request, body) || IsReadable(request.ContentType, body) ? null
        : FaxErrors.MediaTypeNotSupported;

    /// <summary>Nothing was sent and no type named: the body is what is wrong (fax-lifecycle-api.md 8.3), not its type.</summary>
    private static bool IsMissing(HttpRequest request, FaxBodyKind body) =>
        body == FaxBodyKind.Json && string.IsNullOrEmpty(request.ContentType)
        && request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false };

    /// <summary>The most specific range that takes JSON decides (RFC 9110 12.5.1).</summary>
    private static bool AcceptsJson(string? accept)
    {
        if (string.IsNullOrWhiteSpace(accept))
        {
            return true;
        }

        var (best, isWelcome) = (0, false);
        foreach (var range in MediaRange.ParseList(accept))
        {
            var precision = range.Essence switch { FaxHeaders.Json => 3, "application/*" => 2, "*/*" => 1, _ => 0 };
            if (precision > 0 && precision >= best)
            {
                isWelcome = precision == best ? isWelcome || range.Quality > 0 : range.Quality > 0;
                best = precision;
            }
        }

        return isWelcome;
    }

    private static bool IsReadable(string? contentType, FaxBodyKind body)
    {
        var type = MediaRange.Parse(contentType);
        return body == FaxBodyKind.Files ? type.Essence == Files : type is { Essence: FaxHeaders.Json, IsUtf8: true };
    }
}
