using System.Globalization;
using System.Text.Json;
using FhirFax.Server.Http;
using Microsoft.Net.Http.Headers;

namespace FhirFax.Server.Fhir.Bundles;

/// <summary>Makes of an entry the request that it would be on its own, so that every interaction treats it as one.</summary>
internal static class EntryRequest
{
    /// <summary>What holds for the Bundle holds for its entries.</summary>
    private static readonly string[] SharedHeaders = ["Prefer", "X-Medplum", "Origin"];

    public static FhirRequest Of(FhirRequest bundle, BundleEntry entry)
    {
        var outer = bundle.Http;
        var http = new DefaultHttpContext { RequestServices = outer.RequestServices, RequestAborted = outer.RequestAborted };
        http.Connection.RemoteIpAddress = outer.Connection.RemoteIpAddress;
        var request = http.Request;
        request.Method = entry.Method;
        request.Protocol = outer.Request.Protocol;
        request.Scheme = outer.Request.Scheme;
        request.Host = outer.Request.Host;
        request.QueryString = new QueryString(entry.Query.Length == 0 ? "" : $"?{entry.Query}");
        foreach (var name in SharedHeaders)
        {
            if (outer.Request.Headers.TryGetValue(name, out var value))
            {
                request.Headers[name] = value;
            }
        }

        request.Headers.Accept = MediaTypes.FhirJson;
        Set(request, HeaderNames.IfMatch, entry.IfMatch);
        Set(request, HeaderNames.IfNoneMatch, entry.IfNoneMatch);
        Set(request, HeaderNames.IfModifiedSince, HttpDate(entry.IfModifiedSince));
        Set(request, "If-None-Exist", entry.IfNoneExist);
        SetBody(request, entry);
        return new FhirRequest(http, entry.Route, bundle.Principal, bundle.BaseUrl);
    }

    private static void Set(HttpRequest request, string name, string? value)
    {
        if (value is not null)
        {
            request.Headers[name] = value;
        }
    }

    /// <summary>An instant here, a date of HTTP in the header.</summary>
    private static string? HttpDate(string? instant) => DateTimeOffset.TryParse(instant, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
        ? HeaderUtilities.FormatDate(time)
        : null;

    private static void SetBody(HttpRequest request, BundleEntry entry)
    {
        if (entry.Resource is not { } resource)
        {
            request.ContentLength = 0;
            return;
        }

        var (contentType, body) = (MediaTypes.FhirJson, resource);
        if (HttpMethods.IsPatch(entry.Method) && ReadPatch(resource) is { } patch)
        {
            (contentType, body) = patch;
        }

        request.ContentType = contentType;
        request.ContentLength = body.Length;
        request.Body = new MemoryStream(body.ToArray(), writable: false);
    }

    /// <summary>A patch that is no resource travels as the data of a Binary (R4 http.html#patch); null when it is not one.</summary>
    private static (string ContentType, ReadOnlyMemory<byte> Body)? ReadPatch(ReadOnlyMemory<byte> resource)
    {
        using var json = JsonDocument.Parse(resource);
        var root = json.RootElement;
        return root.ValueKind == JsonValueKind.Object
            && root.TryGetProperty("resourceType"u8, out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("Binary"u8)
            && root.TryGetProperty("contentType"u8, out var contentType) && contentType.ValueKind == JsonValueKind.String
            && root.TryGetProperty("data"u8, out var data) && data.ValueKind == JsonValueKind.String && data.TryGetBytesFromBase64(out var bytes)
            ? (contentType.GetString()!, bytes)
            : null;
    }
}
