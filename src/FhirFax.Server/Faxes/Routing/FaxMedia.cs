using FhirFax.Server.Faxes.Answers;
using FhirFax.Server.Faxes.Errors;
using FhirFax.Server.Http;

namespace FhirFax.Server.Faxes.Routing;

/// <summary>What can be answered and what can be read.</summary>
internal static class FaxMedia
{
    public const string Files = "multipart/form-data";

    /// <summary>406 or 415; null when both are well.</summary>
    public static FaxErrors? Refuse(HttpRequest request, FaxBodyKind body) =>
        !AcceptsJson(request.Headers.Accept) ? FaxErrors.NotAcceptable
        : body != FaxBodyKind.None && !IsReadable(request.ContentType, body) ? FaxErrors.MediaTypeNotSupported
        : null;

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
