using System.Globalization;
using System.Text.Json.Nodes;
using FhirFax.Fax.Documents;
using FhirFax.Store.Resources;

namespace FhirFax.Fax.Receiving;

/// <summary>What a received fax becomes: the Communication and the Binary of the integration guide's inbound sample, and what this server adds (design 8).</summary>
internal sealed record InboundCommunication
{
    /// <summary>The carrier's fax id.</summary>
    public required string CarrierId { get; init; }

    /// <summary>The Binary with the document; null when no byte of it was ever had.</summary>
    public string? BinaryId { get; init; }

    /// <summary>What the document's bytes say it is; null when they say nothing.</summary>
    public DocumentType? Type { get; init; }

    public ResourceKey? Recipient { get; init; }

    public ResourceKey? Sender { get; init; }

    /// <summary>The carrier's completed_timestamp; null when it gave none.</summary>
    public DateTimeOffset? Completed { get; init; }

    /// <summary>When we first saw it listed, for want of the carrier's time.</summary>
    public required DateTimeOffset Seen { get; init; }

    public int? Pages { get; init; }

    public string? OriginatingNumber { get; init; }

    public bool IsTest { get; init; }

    public string ContentType => Type switch
    {
        DocumentType.Pdf => "application/pdf",
        DocumentType.Jpeg => "image/jpeg",
        DocumentType.Png => "image/png",
        DocumentType.Tiff => "image/tiff",
        _ => "application/octet-stream",
    };

    /// <summary>Such as <c>fax-67890.pdf</c>.</summary>
    public string Title => CarrierId + Type switch
    {
        DocumentType.Pdf => ".pdf",
        DocumentType.Jpeg => ".jpg",
        DocumentType.Png => ".png",
        DocumentType.Tiff => ".tif",
        _ => ".bin",
    };

    public JsonObject Binary() => new() { ["resourceType"] = "Binary", ["contentType"] = ContentType };

    public JsonObject Communication()
    {
        var json = new JsonObject { ["resourceType"] = "Communication" };
        if (IsTest)
        {
            json["meta"] = new JsonObject { ["tag"] = new JsonArray(Coding(FaxUrls.ActReasonSystem, FaxUrls.TestTag)) };
        }

        AddExtensions(json);
        json["identifier"] = new JsonArray(new JsonObject { ["system"] = FaxUrls.EFaxIdentifier, ["value"] = CarrierId });
        json["status"] = "completed";
        json["category"] = Concept(Coding(FaxUrls.DirectionSystem, "inbound"));
        var medium = Coding(FaxUrls.MediumSystem, FaxUrls.FaxMedium);
        medium["display"] = "telefax";
        json["medium"] = Concept(medium);
        AddTimes(json);
        if (Recipient is { } recipient)
        {
            json["recipient"] = new JsonArray(Reference(recipient));
        }

        if (Sender is { } sender)
        {
            json["sender"] = Reference(sender);
        }

        if (BinaryId is not null)
        {
            json["payload"] = new JsonArray(new JsonObject { ["contentAttachment"] = Attachment() });
        }

        return json;
    }

    private void AddExtensions(JsonObject json)
    {
        var extensions = new JsonArray();
        if (Pages is >= 0 and { } pages)
        {
            extensions.Add(new JsonObject { ["url"] = FaxUrls.FaxPageCountExtension, ["valueUnsignedInt"] = pages });
        }

        if (OriginatingNumber is { Length: > 0 })
        {
            extensions.Add(new JsonObject { ["url"] = FaxUrls.OriginatingNumberExtension, ["valueString"] = OriginatingNumber });
        }

        if (extensions.Count > 0)
        {
            json["extension"] = extensions;
        }
    }

    private void AddTimes(JsonObject json)
    {
        if (Completed is { } completed)
        {
            json["sent"] = Text(completed);
        }

        json["received"] = Text(Completed ?? Seen);
    }

    private JsonObject Attachment() => new() { ["contentType"] = ContentType, ["url"] = $"Binary/{BinaryId}", ["title"] = Title };

    private static JsonObject Coding(string system, string code) => new() { ["system"] = system, ["code"] = code };

    private static JsonArray Concept(JsonObject coding) => new(new JsonObject { ["coding"] = new JsonArray(coding) });

    private static JsonObject Reference(ResourceKey key) => new() { ["reference"] = key.ToString() };

    /// <summary>To the second when it is a whole one, as in the guide's sample.</summary>
    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString(
        time.Ticks % TimeSpan.TicksPerSecond < TimeSpan.TicksPerMillisecond ? "yyyy-MM-ddTHH:mm:ssZ" : "yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
