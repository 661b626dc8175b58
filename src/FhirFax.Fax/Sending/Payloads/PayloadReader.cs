using System.Text.Json;
using FhirFax.Fax.Resources;
using FhirFax.Fax.Sending.Checks;
using FhirFax.Fax.Sending.References;
using FhirFax.Fhir.Outcomes;
using FhirFax.Store;
using FhirFax.Store.Resources;

namespace FhirFax.Fax.Sending.Payloads;

/// <summary>Finds the bytes of each payload: attachments by url or inline, Binaries, DocumentReferences (design 7, step 2). Nothing is fetched from elsewhere.</summary>
internal sealed class PayloadReader(IFhirFaxStore store, ProjectKey project, SendReferences references, SendIssues issues, SendingOptions options)
{
    /// <summary>In payload order; what is unusable is an issue and missing here.</summary>
    public async Task<IReadOnlyList<DocumentSource>> ReadAsync(JsonElement communication, CancellationToken cancellationToken)
    {
        var count = communication.Count("payload");
        if (count == 0)
        {
            issues.Add(IssueCode.Required, "A fax needs at least one document: a PDF, JPEG or PNG.", "Communication.payload");
            return [];
        }

        if (count > options.MaxDocuments)
        {
            issues.Add(IssueCode.BusinessRule, $"A fax may hold {options.MaxDocuments} documents; this one has {count}.", "Communication.payload");
            return [];
        }

        var sources = new List<DocumentSource>(count);
        var index = 0;
        foreach (var payload in communication.Items("payload"))
        {
            if (await ReadPayloadAsync(payload, communication, $"Communication.payload[{index++}].content", cancellationToken) is { } source)
            {
                sources.Add(source);
            }
        }

        return sources;
    }

    private async Task<DocumentSource?> ReadPayloadAsync(
        JsonElement payload, JsonElement communication, string expression, CancellationToken cancellationToken)
    {
        if (payload.Child("contentAttachment") is { } attachment)
        {
            return await ReadAttachmentAsync(attachment, "The attachment", expression, cancellationToken);
        }

        if (payload.Child("contentReference") is { } reference)
        {
            return await ReadReferenceAsync(reference, communication, expression, cancellationToken);
        }

        if (payload.Child("contentString") is not null)
        {
            issues.Add(
                IssueCode.NotSupported, "Text is not transmitted: put it in Communication.note, or into a PDF sent as contentAttachment.", expression);
            return null;
        }

        issues.Add(IssueCode.Required, "The payload has no content.", expression);
        return null;
    }

    private async Task<DocumentSource?> ReadReferenceAsync(
        JsonElement reference, JsonElement communication, string expression, CancellationToken cancellationToken)
    {
        var reached = await references.FollowAsync(reference, communication, expression, cancellationToken);
        switch (reached)
        {
            case null:
                return null;
            case { Type: "Binary", Stored: { } stored }:
                return ReadBinary(stored, null, expression);
            case { Type: "Binary" }:
                return await ReadInlineAsync(reached.Root, reached.Root.Text("contentType"), reached.Name, expression, cancellationToken);
            case { Type: "DocumentReference" }:
                return await ReadDocumentReferenceAsync(reached, expression, cancellationToken);
            default:
                issues.Add(IssueCode.NotSupported, $"{reached.Name} is no document: refer to a Binary or a DocumentReference.", expression);
                return null;
        }
    }

    private async Task<DocumentSource?> ReadDocumentReferenceAsync(ReachedResource reached, string expression, CancellationToken cancellationToken)
    {
        if (reached.Root.Text("status") != "current" || reached.Root.Text("docStatus") == "entered-in-error")
        {
            issues.Add(IssueCode.BusinessRule, $"{reached.Name} is not current, so its document is not sent.", expression);
            return null;
        }

        foreach (var content in reached.Root.Items("content"))
        {
            if (content.Child("attachment") is { } attachment
                && ContentTypes.MayBeSupported(attachment.Text("contentType"))
                && (attachment.Text("url") ?? attachment.Text("data")) is not null)
            {
                return await ReadAttachmentAsync(attachment, $"The content of {reached.Name}", expression, cancellationToken);
            }
        }

        issues.Add(IssueCode.NotSupported, $"{reached.Name} holds no PDF, JPEG or PNG.", expression);
        return null;
    }

    private async Task<DocumentSource?> ReadAttachmentAsync(JsonElement attachment, string name, string expression, CancellationToken cancellationToken)
    {
        var contentType = attachment.Text("contentType");
        switch (attachment.Text("url"), attachment.Text("data"))
        {
            case (null, null):
                issues.Add(IssueCode.Required, $"{name} has neither url nor data.", expression);
                return null;
            case (not null, not null):
                issues.Add(IssueCode.BusinessRule, $"{name} has both url and data: give the one that is to be sent.", expression);
                return null;
            case (null, _):
                return await ReadInlineAsync(attachment, contentType, name, expression, cancellationToken);
            case ({ } url, _):
                return await ReadUrlAsync(url, contentType, name, expression, cancellationToken);
        }
    }

    private async Task<DocumentSource?> ReadUrlAsync(string url, string? contentType, string name, string expression, CancellationToken cancellationToken)
    {
        if (LocalReference.TryRead(url, references.BaseUrls, out var key, out var version) && key is { Type: "Binary" } binary)
        {
            return await references.ReadAsync(binary, version, expression, cancellationToken) is { } stored ? ReadBinary(stored, contentType, expression) : null;
        }

        issues.Add(
            IssueCode.NotSupported,
            $"{name} lies at '{SendReferences.Clip(url)}', which is not fetched: upload the document as a Binary and use the url Binary/id.",
            expression);
        return null;
    }

    private DocumentSource? ReadBinary(StoredResource stored, string? contentType, string expression)
    {
        if (stored.Content is not { Size: > 0 } content)
        {
            issues.Add(IssueCode.BusinessRule, $"{stored.Key} is empty.", expression);
            return null;
        }

        var declared = JsonElement.Parse(stored.Utf8.Span).Text("contentType");
        return new DocumentSource(content.Hash, content.Size, [contentType, declared], stored.Key, expression);
    }

    /// <summary>Keeps base64 <c>data</c> as content, so that it is handed over like every other document.</summary>
    private async Task<DocumentSource?> ReadInlineAsync(
        JsonElement owner, string? contentType, string name, string expression, CancellationToken cancellationToken)
    {
        if (owner.Child("data") is not { ValueKind: JsonValueKind.String } data || !data.TryGetBytesFromBase64(out var bytes) || bytes.Length == 0)
        {
            issues.Add(IssueCode.Value, $"{name} has no data that is base64.", expression);
            return null;
        }

        using var stream = new MemoryStream(bytes, writable: false);
        var receipt = await store.Content.WriteAsync(project, stream, bytes.Length, cancellationToken);
        return new DocumentSource(receipt.Hash, receipt.Size, [contentType], null, expression);
    }
}
