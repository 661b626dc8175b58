using System.Globalization;
using System.Text.Json;
using FhirFax.EFax.Http;
using FhirFax.EFax.Json;
using FhirFax.Fax.Carriers;

namespace FhirFax.EFax.Receiving;

/// <summary><c>GET /faxes/{id}/image/pages</c> (efax-corporate-api.md 8.11).</summary>
internal sealed class PageImageFetch(CarrierApi api, EFaxOptions options)
{
    private const int MaxPages = 20;

    /// <summary>A dense page at the finest resolution takes less than a megabyte.</summary>
    private const int MaxBytes = 32 << 20;

    /// <param name="count">1 to 20: what fits into memory.</param>
    public async Task<PageImagesResult> FetchAsync(CarrierAccount account, string carrierId, int start, int count, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxPages);
        if (!FaxId.IsValid(carrierId))
        {
            return new PageImagesResult.Unavailable(new CarrierFailure(CarrierFailureKind.NotFound, "This is no fax id of eFax."));
        }

        var path = string.Create(CultureInfo.InvariantCulture, $"faxes/{carrierId}/image/pages?start_page={start}&num_pages={count}");
        return await api.CallAsync<PageImagesResult>(
            account,
            options.ImageTimeout,
            () => api.Http.Request(HttpMethod.Get, path),
            ReadAsync,
            static failure => failure.Kind == CarrierFailureKind.NotFound ? new PageImagesResult.NotReady() : new PageImagesResult.Unavailable(failure),
            cancellationToken);
    }

    private static async Task<PageImagesResult> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await BoundedBody.ReadAsync(response, MaxBytes, cancellationToken);
        JsonElement? json = body is { } utf8 ? Tolerant.Parse(utf8) : null;
        if (json.Member("pages") is not { ValueKind: JsonValueKind.Array } array)
        {
            return new PageImagesResult.Unavailable(Failures.Unreadable((int)response.StatusCode));
        }

        var pages = new List<PageImage>();
        foreach (JsonElement? page in array.EnumerateArray())
        {
            if (Decode(page.Text("image")) is not { } image)
            {
                return new PageImagesResult.Unavailable(Failures.Unreadable((int)response.StatusCode));
            }

            pages.Add(new PageImage(page.Count("page_number"), image));
        }

        return new PageImagesResult.Fetched(pages);
    }

    private static byte[]? Decode(string? base64)
    {
        var bytes = new byte[base64?.Length ?? 0];
        return Convert.TryFromBase64String(base64 ?? "", bytes, out var written) && written > 0 ? bytes[..written] : null;
    }
}
