using FhirFax.Fhir.Json;
using FhirFax.Fhir.Outcomes;
using FhirFax.Fhir.Search;
using FhirFax.Fhir.Validation;
using FhirFax.Fhir.Xml;
using FhirFax.Server.Configuration;
using FhirFax.Server.Fhir.Attachments;
using FhirFax.Server.Fhir.Results;
using FhirFax.Server.Http;
using Microsoft.Net.Http.Headers;

namespace FhirFax.Server.Fhir.Interactions;

/// <summary>The way in for every resource in a body: bounded, parsed once, urls normalised, checked against R4 (design: 415, 413, then 400).</summary>
internal sealed class ResourceIntake(ResourceValidator validator, SearchIndexer indexer, ServerUrls urls, FhirOptions options)
{
    /// <summary>Every distinct value takes some bytes: so many for more than can be indexed, even where several parameters look at each.</summary>
    private const int SmallestOverIndexed = 2 * SearchIndexer.MaxEntries;

    public async Task<Intake> ReadAsync(FhirRequest request, string? expectedType)
    {
        var (utf8, refusal) = await ReadBytesAsync(request);
        return refusal is null ? Check(request, utf8, expectedType) : Intake.Refused(refusal);
    }

    /// <summary>A body as JSON, whichever form it came in; nothing else is known about it yet. Or a 415, a 413, or the 400 of malformed XML.</summary>
    /// <param name="alsoTaken">A media type beside those of a resource.</param>
    public async Task<(ReadOnlyMemory<byte> Utf8, FhirResult? Refusal)> ReadBytesAsync(FhirRequest request, string? alsoTaken = null)
    {
        var http = request.Http.Request;
        var type = MediaRange.Parse(http.ContentType);
        if ((type.Essence == alsoTaken ? MediaTypes.WhyNotEncoding(type) : MediaTypes.WhyNotResource(http.ContentType)) is { } reason)
        {
            var unsupported = UnsupportedMediaType(reason);
            return (default, alsoTaken is null ? unsupported : unsupported with { Headers = [new("Accept-Patch", $"{alsoTaken}, {MediaTypes.FhirJson}, {MediaTypes.FhirXml}")] });
        }

        if (await BodyReader.ReadAsync(http, options.MaxResourceBytes) is not { } utf8)
        {
            return (default, TooLarge(options.MaxResourceBytes));
        }

        if (!MediaTypes.IsResourceXml(type.Essence))
        {
            return (utf8, null);
        }

        return XmlResourceReader.TryReadJson(utf8, out var json, out var problem) ? (json, null) : (default, FhirResult.BadRequest(problem));
    }

    /// <summary>As <see cref="ReadAsync"/>, for bytes that were read already.</summary>
    public Intake Check(FhirRequest request, ReadOnlyMemory<byte> utf8, string? expectedType)
    {
        if (!ResourceDocument.TryParse(utf8, out var document, out var problem))
        {
            return Intake.Refused(FhirResult.BadRequest(problem));
        }

        if (expectedType is not null && document.ResourceType != expectedType)
        {
            using (document)
            {
                return Intake.Refused(OtherType(expectedType, document));
            }
        }

        document = AttachmentUrls.Normalise(document, urls.Roots(request.Http.Request));
        var issues = validator.Validate(document);
        if (issues.Any(i => i.Severity is IssueSeverity.Error or IssueSeverity.Fatal))
        {
            document.Dispose();
            return Intake.Refused(FhirResult.BadRequest(new OperationOutcome(issues)));
        }

        if (IsIndexedWhole(document))
        {
            return Intake.Accepted(document);
        }

        document.Dispose();
        return Intake.Refused(FhirResult.Error(
            StatusCodes.Status422UnprocessableEntity,
            IssueCode.TooCostly,
            $"The resource has more than the {SearchIndexer.MaxEntries} values that one resource can be found by: split it."));
    }

    /// <summary>A small resource cannot have too many values, and is indexed only when it is stored.</summary>
    private bool IsIndexedWhole(ResourceDocument document)
    {
        if (document.Utf8.Length < SmallestOverIndexed)
        {
            return true;
        }

        indexer.Index(document, out var isComplete);
        return isComplete;
    }

    public static FhirResult OtherType(string expectedType, ResourceDocument document) => FhirResult.Error(
        StatusCodes.Status400BadRequest,
        IssueCode.Invalid,
        $"The content at this address must be a resource of type {expectedType}, not {document.ResourceType}.",
        $"{document.ResourceType}");

    /// <summary>With what would be taken (RFC 9110 15.5.16).</summary>
    public static FhirResult UnsupportedMediaType(string reason) => FhirResult.Error(StatusCodes.Status415UnsupportedMediaType, IssueCode.NotSupported, reason) with
    {
        Headers = [new(HeaderNames.Accept, $"{MediaTypes.FhirJson}, {MediaTypes.FhirXml}")],
    };

    public static FhirResult TooLarge(long limit) => FhirResult.Error(
        StatusCodes.Status413PayloadTooLarge, IssueCode.TooLong, $"The content is larger than {limit} bytes.");
}
