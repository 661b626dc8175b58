using System.Buffers;
using System.Globalization;
using System.Text.Json;
using FhirFax.Fhir.Outcomes;
using FhirFax.Server.Authentication;
using FhirFax.Server.Fhir.Attachments;
using FhirFax.Server.Http;
using FhirFax.Store.Resources;
using Microsoft.Net.Http.Headers;

namespace FhirFax.Server.Fhir.Results;

/// <summary>Puts a <see cref="FhirResult"/> on the wire: the one place that knows headers, Prefer, <c>_pretty</c> and extended answers.</summary>
internal sealed class FhirResultWriter(ServerUrls urls, SignedUrls signedUrls)
{
    /// <summary>Success without anything else to say; clients know it by its id.</summary>
    public static OperationOutcome Ok { get; } =
        new([new Issue(IssueSeverity.Information, IssueCode.Informational, "All OK")], "ok");

    private static OperationOutcome Unmet { get; } = OperationOutcome.Error(
        IssueCode.Conflict, "The resource is not in the version, or of the time, that If-Match or If-Unmodified-Since asks for.", id: "precondition-failed");

    public Task WriteAsync(FhirRequest request, FhirResult result)
    {
        var response = request.Http.Response;
        if (result.IsConditional && ReadConditions.Status(request.Http.Request, result) is { } status)
        {
            return WriteUnreadAsync(request, result, status);
        }

        var body = Chosen(request, result);
        response.StatusCode = body is null && result.IsDeletion ? StatusCodes.Status204NoContent : result.Status;
        WriteHeaders(request, result);
        return body switch
        {
            FhirBody.Resource resource when result.IsTaggedByContent => WriteTaggedAsync(request, resource.Utf8),
            FhirBody.Resource resource => WriteResourceAsync(request, Render(request, resource.Utf8, result.Url)),
            FhirBody.Outcome outcome => WriteResourceAsync(request, FhirJson.Write(outcome.Value)),
            FhirBody.Bundle bundle => WriteBundleAsync(request, bundle.Content),
            FhirBody.Responses responses => WriteResourceAsync(request, ResponseBundleWriter.Write(responses, request.BaseUrl)),
            FhirBody.Document document => DocumentWriter.WriteAsync(request.Http, document, result),
            FhirBody.BinaryResource binary => DocumentWriter.WriteAsync(request.Http, binary),
            _ => WriteNothing(response),
        };
    }

    /// <summary>A plain outcome outside of any FHIR request, such as a failed authentication.</summary>
    public static Task WriteAsync(HttpResponse response, int status, OperationOutcome outcome)
    {
        response.StatusCode = status;
        return WriteResourceAsync(response, FhirJson.Write(outcome));
    }

    /// <summary>The answer to one entry of a Bundle, rendered as it would be on its own. A document's bytes have no place there.</summary>
    public EntryResponse Render(FhirRequest request, FhirResult result)
    {
        if (result.IsConditional && ReadConditions.Status(request.Http.Request, result) is { } unread)
        {
            return unread == StatusCodes.Status304NotModified
                ? EntryResponse.Of(unread, result, null, isOutcome: false)
                : EntryResponse.Of(unread, result, FhirJson.Write(Unmet), isOutcome: true);
        }

        var body = Chosen(request, result);
        var status = body is null && result.IsDeletion ? StatusCodes.Status204NoContent : result.Status;
        if (HttpMethods.IsHead(request.Http.Request.Method) && body is not FhirBody.Outcome)
        {
            return EntryResponse.Of(status, result, null, isOutcome: false);
        }

        return body switch
        {
            FhirBody.Resource resource => EntryResponse.Of(status, result, Render(request, resource.Utf8, result.Url), isOutcome: false),
            FhirBody.Outcome outcome => EntryResponse.Of(status, result, FhirJson.Write(outcome.Value), isOutcome: true),
            FhirBody.Bundle bundle => EntryResponse.Of(status, result, RenderBundle(request, bundle.Content), isOutcome: false),
            null => EntryResponse.Of(status, result, null, isOutcome: false),
            _ => throw new InvalidOperationException($"{body.GetType().Name} cannot stand in a Bundle."),
        };
    }

    /// <summary>The body that the client prefers for a write; the stored resource when it does not say.</summary>
    private static FhirBody? Chosen(FhirRequest request, FhirResult result) => !result.IsWrite
        ? result.Body
        : request.Prefer.Return switch
        {
            ReturnPreference.Minimal => null,
            not ReturnPreference.OperationOutcome when IsHidden(request, result) => null,
            ReturnPreference.OperationOutcome => new FhirBody.Outcome(Ok),
            _ => result.Body,
        };

    /// <summary>An update's answer holds more than was sent: what was there before. It is shown to those who may read it.</summary>
    private static bool IsHidden(FhirRequest request, FhirResult result) =>
        result.Body is FhirBody.Resource
        && (HttpMethods.IsPatch(request.Http.Request.Method) || HttpMethods.IsPut(request.Http.Request.Method))
        && !request.Principal.Scopes.Allows(request.Route.Type!, Access.Read);

    private static Task WriteNothing(HttpResponse response)
    {
        if (response.StatusCode != StatusCodes.Status204NoContent)
        {
            response.ContentLength = 0;
        }

        return Task.CompletedTask;
    }

    /// <summary>The answer to a read whose conditions keep its content back.</summary>
    private static async Task WriteUnreadAsync(FhirRequest request, FhirResult result, int status)
    {
        switch (result.Body)
        {
            case FhirBody.BinaryResource binary:
                await binary.Stream.DisposeAsync();
                break;
            case FhirBody.Document document:
                await document.Stream.DisposeAsync();
                break;
        }

        request.Http.Response.StatusCode = status;
        WriteHeaders(request, result);
        if (status != StatusCodes.Status304NotModified)
        {
            await WriteResourceAsync(request, FhirJson.Write(Unmet));
        }
    }

    /// <summary>The tag is that of the bytes as they are sent, so that each form has its own.</summary>
    private static Task WriteTaggedAsync(FhirRequest request, ReadOnlyMemory<byte> utf8)
    {
        var form = AnswerForm.Of(request.Http.Request);
        var content = form.Render(utf8);
        var tag = ETag.OfContent(content.Span);
        var response = request.Http.Response;
        response.Headers.ETag = tag;
        if (ReadConditions.Status(request.Http.Request, null, list => ETag.ListHolds(list, tag)) is not { } status)
        {
            return WriteAsync(response, form.Format, content);
        }

        response.StatusCode = status;
        return status == StatusCodes.Status304NotModified ? Task.CompletedTask : WriteResourceAsync(response, FhirJson.Write(Unmet));
    }

    private static void WriteHeaders(FhirRequest request, FhirResult result)
    {
        var headers = request.Http.Response.Headers;
        if (result.Version is { } version)
        {
            headers.ETag = ETag.Of(version);
        }

        if (result.LastModified is { } modified)
        {
            headers.LastModified = HeaderUtilities.FormatDate(modified);
        }

        if (result.Location is not null)
        {
            headers.Location = $"{request.BaseUrl}/{result.Location}";
        }

        if (result.ContentLocation is not null)
        {
            headers.ContentLocation = $"{request.BaseUrl}/{result.ContentLocation}";
        }

        foreach (var (name, value) in result.Headers)
        {
            headers[name] = value;
        }
    }

    private ReadOnlyMemory<byte> Render(FhirRequest request, ReadOnlyMemory<byte> utf8, string? url)
    {
        if (request.IsExtended)
        {
            utf8 = AttachmentUrls.Sign(utf8, Signer(request));
        }

        if (url is null)
        {
            return utf8;
        }

        var buffer = new ArrayBufferWriter<byte>(utf8.Length + url.Length + 16);
        buffer.Write(utf8.Span[..^1]);
        buffer.Write(",\"url\":\""u8);
        buffer.Write(JsonEncodedText.Encode(url, FhirJson.Encoder).EncodedUtf8Bytes);
        buffer.Write("\"}"u8);
        return buffer.WrittenMemory;
    }

    /// <summary>Signs for whoever may read documents; for others urls stay as stored.</summary>
    private Func<string, string?> Signer(FhirRequest request)
    {
        if (!request.Principal.Scopes.Allows("Binary", Access.Read))
        {
            return static _ => null;
        }

        var root = urls.Root(request.Http.Request);
        return id => signedUrls.Sign(root, request.Project, request.Principal.Scopes, id, SignedUrls.CurrentVersion);
    }

    private async Task WriteBundleAsync(FhirRequest request, BundleContent bundle)
    {
        using var buffer = new PooledBuffer(BundleWriter.Estimate(bundle));
        Writer(request, buffer).Write(bundle);
        bundle.Lent?.Dispose();
        await WriteResourceAsync(request, buffer.Written);
    }

    private byte[] RenderBundle(FhirRequest request, BundleContent bundle)
    {
        using var buffer = new PooledBuffer(BundleWriter.Estimate(bundle));
        Writer(request, buffer).Write(bundle);
        return buffer.Written.ToArray();
    }

    private BundleWriter Writer(FhirRequest request, PooledBuffer buffer)
    {
        if (!request.IsExtended)
        {
            return new BundleWriter(buffer, request.BaseUrl, null);
        }

        var sign = Signer(request);
        return new BundleWriter(buffer, request.BaseUrl, resource => AttachmentUrls.Sign(resource.Utf8, sign));
    }

    private static Task WriteResourceAsync(FhirRequest request, ReadOnlyMemory<byte> json) => WriteResourceAsync(request.Http.Response, json);

    private static Task WriteResourceAsync(HttpResponse response, ReadOnlyMemory<byte> json)
    {
        var form = AnswerForm.Of(response.HttpContext.Request);
        return WriteAsync(response, form.Format, form.Render(json));
    }

    private static Task WriteAsync(HttpResponse response, ResourceFormat format, ReadOnlyMemory<byte> content)
    {
        response.ContentType = MediaTypes.Answer(response.HttpContext.Request, format);
        response.ContentLength = content.Length;
        return response.Body.WriteAsync(content, response.HttpContext.RequestAborted).AsTask();
    }
}
