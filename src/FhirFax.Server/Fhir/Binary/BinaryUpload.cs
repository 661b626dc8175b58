using FhirFax.Fhir.Json;
using FhirFax.Fhir.Outcomes;
using FhirFax.Server.Configuration;
using FhirFax.Server.Fhir.Interactions;
using FhirFax.Server.Fhir.Results;
using FhirFax.Server.Http;
using FhirFax.Store;
using FhirFax.Store.Content;

namespace FhirFax.Server.Fhir.Binary;

/// <summary>Takes a document in, raw or as a Binary; its bytes are in the content store, durable, before anything names them.</summary>
internal sealed class BinaryUpload(IFhirFaxStore store, ResourceIntake intake, FhirOptions options)
{
    /// <summary>An accepted upload: the resource without data, and where the bytes lie. Or a refusal.</summary>
    internal sealed record Result(ResourceDocument? Document, BinaryContent? Content, FhirResult? Refusal)
    {
        /// <summary>Null when the content came as a resource.</summary>
        public RawHeaders? Raw { get; init; }
    }

    /// <summary>What the headers beside raw content say.</summary>
    /// <param name="SecurityContext">A reference; null when nothing is said, empty when it is said to be none.</param>
    internal sealed record RawHeaders(string ContentType, string? SecurityContext);

    /// <summary>Whether the body is the document itself. Only FHIR's own media types are a Binary; any other JSON or XML is a document (R4 binary.html#rest).</summary>
    public static bool IsRaw(HttpRequest request) => !MediaTypes.IsFhir(MediaTypes.Essence(request.ContentType));

    public Task<Result> ReadAsync(FhirRequest request) => IsRaw(request.Http.Request) ? ReadRawAsync(request) : ReadResourceAsync(request);

    private async Task<Result> ReadRawAsync(FhirRequest request)
    {
        var http = request.Http.Request;
        var contentType = string.IsNullOrWhiteSpace(http.ContentType) ? MediaTypes.OctetStream : http.ContentType.Trim();
        if (!MediaTypes.IsPlausible(contentType))
        {
            return Refused(FhirResult.Error(StatusCodes.Status400BadRequest, IssueCode.Value, "The Content-Type is no media type.", "Binary.contentType"));
        }

        var context = http.Headers.TryGetValue(BinaryResource.SecurityContextHeader, out var header) ? header.ToString().Trim() : null;
        if (context is { Length: > 0 } && !IsReference(context))
        {
            return Refused(FhirResult.Error(
                StatusCodes.Status400BadRequest, IssueCode.Value, "X-Security-Context must be a reference such as Patient/1.", "Binary.securityContext"));
        }

        if (http.Headers.ContentEncoding.Count == 0 && http.ContentLength > options.MaxBinaryBytes)
        {
            return Refused(ResourceIntake.TooLarge(options.MaxBinaryBytes));
        }

        ContentReceipt receipt;
        try
        {
            receipt = await store.Content.WriteAsync(request.Project, http.Body, options.MaxBinaryBytes, request.Aborted);
        }
        catch (ContentTooLargeException)
        {
            return Refused(ResourceIntake.TooLarge(options.MaxBinaryBytes));
        }

        var fileName = FileName(request.QueryValue("_filename"));
        return new Result(
            BinaryResource.Build(contentType, context is { Length: > 0 } ? context : null, request.Route.Id),
            new BinaryContent(receipt.Hash, receipt.Size, fileName),
            null)
        {
            Raw = new RawHeaders(contentType, context),
        };
    }

    /// <summary>JSON streams by; XML, which is for small documents, is read whole first.</summary>
    private async Task<Result> ReadResourceAsync(FhirRequest request)
    {
        var http = request.Http.Request;
        if (MediaTypes.WhyNotResource(http.ContentType) is { } reason)
        {
            return Refused(ResourceIntake.UnsupportedMediaType(reason));
        }

        if (!MediaTypes.IsResourceXml(MediaTypes.Essence(http.ContentType)))
        {
            return await ReadJsonAsync(request, http.Body);
        }

        var (json, refusal) = await intake.ReadBytesAsync(request);
        return refusal is null ? await ReadJsonAsync(request, new MemoryStream(json.ToArray(), writable: false)) : Refused(refusal);
    }

    private async Task<Result> ReadJsonAsync(FhirRequest request, Stream body)
    {
        await using var data = new BinaryDataStream(body, options.MaxResourceBytes);
        ContentReceipt receipt;
        try
        {
            receipt = await store.Content.WriteAsync(request.Project, data, options.MaxBinaryBytes, request.Aborted);
        }
        catch (ContentTooLargeException)
        {
            return Refused(ResourceIntake.TooLarge(options.MaxBinaryBytes));
        }
        catch (BinaryDataException exception)
        {
            return Refused(exception.IsTooLarge
                ? ResourceIntake.TooLarge(options.MaxResourceBytes)
                : FhirResult.Error(StatusCodes.Status400BadRequest, IssueCode.Value, exception.Message, "Binary.data"));
        }

        using var checkedIn = intake.Check(request, data.Rest, BinaryResource.Type);
        if (!checkedIn.IsAccepted)
        {
            return Refused(checkedIn.Refusal);
        }

        if (!data.HasData && checkedIn.Document.Root.TryGetProperty("data"u8, out _))
        {
            return Refused(FhirResult.Error(
                StatusCodes.Status400BadRequest, IssueCode.Structure, "The property name 'data' must be written without escapes.", "Binary.data"));
        }

        return new Result(BinaryResource.WithoutData(checkedIn.Document), new BinaryContent(receipt.Hash, receipt.Size), null);
    }

    private static Result Refused(FhirResult refusal) => new(null, null, refusal);

    /// <summary><c>Type/id</c>, or an absolute url that ends so.</summary>
    private static bool IsReference(string text) =>
        text.Split('/') is [.. var root, var type, var id]
        && FhirFax.Fhir.Definitions.R4Definitions.Current.IsResourceType(type)
        && ResourceId.IsValid(id)
        && (root.Length == 0 || (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && !text.AsSpan().ContainsAnyExceptInRange('!', '~')));

    /// <summary>The last part of the name, without what a header or a file system could trip over; null when nothing is left.</summary>
    private static string? FileName(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var name = text[(text.LastIndexOfAny(['/', '\\']) + 1)..].Trim();
        name = new string([.. name.Where(c => !char.IsControl(c) && !char.IsSurrogate(c)).Take(200)]);
        return name.Length == 0 ? null : name;
    }
}
