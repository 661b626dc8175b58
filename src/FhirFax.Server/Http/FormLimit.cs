using Microsoft.AspNetCore.Http.Features;

namespace FhirFax.Server.Http;

/// <summary>Keeps a posted form small: it is held in memory. More is a 413.</summary>
internal static class FormLimit
{
    private const long Most = 1_000_000;

    public static void Apply(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
        {
            feature.MaxRequestBodySize = Most;
        }
    }
}
