using System.Globalization;
using System.Text.Json;
using FhirFax.Fax.Lifecycle.Filing;
using FhirFax.Fax.Numbers;
using FhirFax.Fax.Receiving;
using FhirFax.Fax.Resources;
using FhirFax.Fax.Sending;
using FhirFax.Fhir.Json;
using FhirFax.Fhir.Search;
using FhirFax.Store;
using FhirFax.Store.Faxes;
using FhirFax.Store.Resources;

namespace FhirFax.Fax.Lifecycle;

/// <summary>Makes the rows of the list of faxes out of Communications and the fax ledger.</summary>
public sealed class FaxProjection(SendingOptions options, TimeProvider clock) : IFaxProjection
{
    public int Version => 2;

    public async ValueTask<FaxRow?> RowAsync(
        IStoreTransaction transaction,
        ProjectKey project,
        StoredResource communication,
        DateTimeOffset created,
        FaxRow? previous,
        CancellationToken cancellationToken)
    {
        // Most Communications are no faxes.
        if (communication.Utf8.Span.IndexOf("FAXWRIT"u8) < 0)
        {
            return null;
        }

        using var json = JsonDocument.Parse(communication.Utf8);
        var root = json.RootElement;
        if (!FaxStates.IsFax(root))
        {
            return null;
        }

        var deliveries = await transaction.DeliveriesAsync(project, communication.Key.Id, cancellationToken);
        var inbox = deliveries.Count == 0 ? await transaction.InboxOfAsync(project, communication.Key.Id, cancellationToken) : null;
        var direction = FaxStates.Direction(root, deliveries, inbox is not null);
        var row = new FaxRow
        {
            Id = FaxAliases.Of(project, communication.Key),
            Direction = direction,
            Status = FaxStates.Status(direction, deliveries),
            Subject = root.Child("topic")?.Text("text"),
            IsReviewed = direction == FaxDirection.Inbound && IsReviewed(root),
            Pages = Pages(root, direction, deliveries),
            Created = created,
            Updated = communication.LastUpdated,
        };
        var numbers = new FaxParties(transaction, project, options, clock);
        return direction == FaxDirection.Inbound
            ? await InboundAsync(transaction, project, communication.Key, root, row with { Receiver = previous?.Receiver ?? CalledNumber(inbox) }, numbers, cancellationToken)
            : await OutboundAsync(root, row, previous, deliveries, numbers, cancellationToken);
    }

    public IEnumerable<string> Concerned(PreparedResource resource)
    {
        if (resource.ResourceType != FiledDocuments.Type)
        {
            yield break;
        }

        foreach (var entry in resource.Entries)
        {
            if (entry is IndexEntry.Reference { Parameter: "related", TargetType: "Communication" } related)
            {
                yield return related.Target;
            }
        }
    }

    public Guid? AliasOf(ProjectKey project, ResourceKey key) =>
        key.Type is "Patient" or FiledDocuments.Type && !FaxAliases.TryRead(key.Id, out _) ? FaxAliases.Of(project, key) : null;

    private static async ValueTask<FaxRow> OutboundAsync(
        JsonElement root, FaxRow row, FaxRow? previous, IReadOnlyList<DeliveryRecord> deliveries, FaxParties parties, CancellationToken cancellationToken)
    {
        if (deliveries.Count == 0)
        {
            var receiver = root.Items("recipient") is var recipients && recipients.MoveNext() ? await parties.NumberAsync(recipients.Current, root, cancellationToken) : null;
            var sender = root.Child("sender") is { } reference ? await parties.NumberAsync(reference, root, cancellationToken) : null;
            return row with { Sender = sender, Receiver = receiver, Sources = parties.Sources };
        }

        // What is sent is settled: who the number belongs to later does not matter.
        var settled = previous is { Status: not FaxStatus.Draft, Sender: { } known } ? known : await parties.SenderAsync(root, deliveries[0].Mailbox, cancellationToken);
        var sentAt = row.Status == FaxStatus.Sent ? Instant(root, "received") : null;
        return row with { Sender = settled, Receiver = deliveries[0].Number, Sent = sentAt };
    }

    private static async ValueTask<FaxRow> InboundAsync(
        IStoreTransaction transaction,
        ProjectKey project,
        ResourceKey key,
        JsonElement root,
        FaxRow row,
        FaxParties parties,
        CancellationToken cancellationToken)
    {
        var receiver = row.Receiver;
        if (receiver is null && root.Items("recipient") is var recipients && recipients.MoveNext())
        {
            receiver = await parties.NumberAsync(recipients.Current, root, cancellationToken);
        }

        var document = await FiledDocuments.FindAsync(transaction, project, key, root.Child("subject")?.Text("reference"), cancellationToken);
        return row with
        {
            Sender = FaxNumber.TryParse(OriginatingNumber(root), null, out var calling, out _) ? calling.ToString() : null,
            Receiver = receiver,
            Received = Instant(root, "received"),
            Document = document?.Key,
            DocumentTypeName = document?.TypeName,
            Sources = document is null ? [] : [document.Key],
        };
    }

    private static bool IsReviewed(JsonElement root)
    {
        foreach (var tag in root.Child("meta")?.Items("tag") ?? default)
        {
            if (tag.Text("system") == FaxUrls.FaxTagSystem && tag.Text("code") == FaxUrls.ReviewedTag)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Outbound: what the far machine confirmed. Inbound: what was counted.</summary>
    private static int? Pages(JsonElement root, FaxDirection direction, IReadOnlyList<DeliveryRecord> deliveries)
    {
        if (direction == FaxDirection.Outbound)
        {
            return deliveries.Count == 0 ? null : deliveries[0].Pages;
        }

        foreach (var extension in root.Items("extension"))
        {
            if (extension.Text("url") == FaxUrls.FaxPageCountExtension
                && extension.Child("valueUnsignedInt") is { ValueKind: JsonValueKind.Number } pages && pages.TryGetInt32(out var count))
            {
                return count;
            }
        }

        return null;
    }

    /// <summary>The number the carrier took the fax at; the Communication has no place for it.</summary>
    private static string? CalledNumber(InboxRecord? inbox) =>
        inbox is not null && FaxNumber.TryParse(ReceivedFaxDetails.Read(inbox.Details).DestinationNumber, null, out var called, out _) ? called.ToString() : null;

    private static string? OriginatingNumber(JsonElement root)
    {
        foreach (var extension in root.Items("extension"))
        {
            if (extension.Text("url") == FaxUrls.OriginatingNumberExtension)
            {
                return extension.Text("valueString");
            }
        }

        return null;
    }

    /// <summary>A dateTime of less than a second's precision is its beginning.</summary>
    private static DateTimeOffset? Instant(JsonElement root, string property)
    {
        if (root.Text(property) is not { } text)
        {
            return null;
        }

        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal;
        var format = text.Length switch { 4 => "yyyy", 7 => "yyyy-MM", _ => null };
        return (format is null
            ? DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out var instant)
            : DateTimeOffset.TryParseExact(text, format, CultureInfo.InvariantCulture, Utc, out instant)) ? instant.ToUniversalTime() : null;
    }
}
