using FhirFax.Fax.Lifecycle.Files;
using FhirFax.Store;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace FhirFax.Server.Faxes.Files;

/// <summary>Reads <c>multipart/form-data</c> (RFC 7578) in one pass: files go to the content store as they come, every other part is passed over.</summary>
internal sealed class FaxUploadReader(IFhirFaxStore store) : IFaxUploadReader
{
    /// <summary>Bytes of a body, so far above <see cref="FaxFileLimits.MostBytes"/> that a request a little too large still gets that limit's own answer.</summary>
    public const long LargestBody = 110 * 1024 * 1024;

    /// <summary>Parts of a body, files and others.</summary>
    public const int MostParts = 1_000;

    private const int LongestBoundary = 70;
    private const int Buffer = 64 * 1024;

    public async Task<FaxUploadBody> ReadAsync(HttpRequest request, ProjectKey project, CancellationToken cancellationToken)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
        {
            feature.MaxRequestBodySize = LargestBody;
        }

        if (request.ContentLength > LargestBody)
        {
            return new FaxUploadBody.TooLarge();
        }

        if (Boundary(request.ContentType) is not { } boundary)
        {
            return new FaxUploadBody.NotReadable();
        }

        await using var body = new UploadStream(request.Body);
        try
        {
            return await ReadPartsAsync(new MultipartReader(boundary, body, Buffer), new UploadIntake(store.Content, project), body, cancellationToken);
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return new FaxUploadBody.TooLarge();
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            return new FaxUploadBody.NotReadable();
        }
    }

    private static async Task<FaxUploadBody> ReadPartsAsync(
        MultipartReader reader, UploadIntake intake, UploadStream body, CancellationToken cancellationToken)
    {
        for (var parts = 0; await reader.ReadNextSectionAsync(cancellationToken) is { } part; parts++)
        {
            if (parts == MostParts)
            {
                return new FaxUploadBody.NotReadable();
            }

            if (FileName(part) is { } name)
            {
                await intake.AddAsync(name, part.Body, cancellationToken);
            }

            // A compressed body may be longer than the server saw it come in.
            if (body.Taken > LargestBody)
            {
                return new FaxUploadBody.TooLarge();
            }
        }

        return intake.Result is { } upload ? new FaxUploadBody.Read(upload) : new FaxUploadBody.NoFiles();
    }

    /// <summary>Null when the part is none of the files: another name, or no file name.</summary>
    private static string? FileName(MultipartSection part) =>
        ContentDispositionHeaderValue.TryParse(part.ContentDisposition, out var disposition)
        && disposition.DispositionType.Equals("form-data", StringComparison.OrdinalIgnoreCase)
        && HeaderUtilities.RemoveQuotes(disposition.Name).Value is "files" or "file"
            ? UploadedName.Of(disposition)
            : null;

    private static string? Boundary(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && HeaderUtilities.RemoveQuotes(type.Boundary).Value is { Length: > 0 and <= LongestBoundary } boundary
            ? boundary
            : null;
}
