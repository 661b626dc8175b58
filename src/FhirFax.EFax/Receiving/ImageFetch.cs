using FhirFax.EFax.Http;
using FhirFax.EFax.Json;
using FhirFax.Fax.Carriers;

namespace FhirFax.EFax.Receiving;

/// <summary>Fetches a document (efax-corporate-api.md 8.10) and acknowledges it (8.7).</summary>
internal sealed class ImageFetch(CarrierApi api, EFaxOptions options)
{
    private static readonly CarrierFailure NoFaxId = new(CarrierFailureKind.NotFound, "This is no fax id of eFax.");
    private static readonly CarrierFailure NotStored = new(CarrierFailureKind.Unreachable, "The document came in but could not be stored.");

    /// <summary>Writes the decoded document as it comes; what was written before a failure is the caller's to discard.</summary>
    public async Task<ImageResult> FetchAsync(CarrierAccount account, string carrierId, Stream destination, long limit, CancellationToken cancellationToken)
    {
        if (!FaxId.IsValid(carrierId))
        {
            return new ImageResult.Unavailable(NoFaxId);
        }

        var result = await api.CallAsync(
            account,
            options.ImageTimeout,
            () => api.Http.Request(HttpMethod.Get, $"faxes/{carrierId}/image?desired_format=PDF"),
            (response, token) => ReadAsync(response, destination, limit, token),
            static failure => new ImageResult.Unavailable(failure),
            cancellationToken);

        // Right after arrival, and when it is gone for good, the answer is the same (error 102).
        return result is ImageResult.Unavailable { Failure.Kind: CarrierFailureKind.NotFound } ? new ImageResult.NotReady("eFax has no image of this fax yet.") : result;
    }

    public async Task<AcknowledgeResult> AcknowledgeAsync(CarrierAccount account, string carrierId, CancellationToken cancellationToken)
    {
        if (!FaxId.IsValid(carrierId))
        {
            return new AcknowledgeResult.Gone();
        }

        return await api.CallAsync<AcknowledgeResult>(
            account,
            options.ReadTimeout,
            () =>
            {
                var request = api.Http.Request(HttpMethod.Patch, $"faxes/{carrierId}/metadata");
                request.Content = new ByteArrayContent("{\"image_downloaded\":true}"u8.ToArray());
                request.Content.Headers.ContentType = new("application/json");
                return request;
            },
            static (_, _) => Task.FromResult<AcknowledgeResult>(new AcknowledgeResult.Done()),
            static failure => failure.Kind == CarrierFailureKind.NotFound ? new AcknowledgeResult.Gone() : new AcknowledgeResult.Unavailable(failure),
            cancellationToken);
    }

    private static async Task<ImageResult> ReadAsync(HttpResponseMessage response, Stream destination, long limit, CancellationToken cancellationToken)
    {
        await using var source = await response.Content.ReadAsStreamAsync(cancellationToken);
        var decoder = new ImageDecoder();
        var buffer = new byte[ImageDecoder.MaxPiece];
        long size = 0;
        int read;
        while ((read = await source.ReadAsync(buffer, cancellationToken)) > 0)
        {
            var bytes = decoder.Feed(buffer.AsSpan(0, read));
            size += bytes.Length;
            if (decoder.IsInvalid)
            {
                break;
            }

            if (size > limit)
            {
                return new ImageResult.Unreadable("The document is larger than allowed.");
            }

            if (!await StoreAsync(destination, bytes, cancellationToken))
            {
                return new ImageResult.Unavailable(NotStored);
            }
        }

        return decoder.IsComplete && size > 0
            ? new ImageResult.Fetched(size)
            : new ImageResult.Unreadable("The answer of eFax held no document that can be decoded.");
    }

    private static async Task<bool> StoreAsync(Stream destination, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await destination.WriteAsync(bytes, cancellationToken);
            return true;
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            return false;
        }
    }
}
