using System.Text.Json.Nodes;
using FhirFax.Fax.Resources;
using FhirFax.Store.Faxes;

namespace FhirFax.Fax.Communications;

/// <summary>Writes what the fax ledger knows into a Communication: the one place where status, identifiers, times and our extensions come from.</summary>
internal static class CommunicationProjection
{
    /// <summary>Replaces the server-owned parts in place and leaves everything else as it is. The same ledger gives the same JSON.</summary>
    /// <param name="deliveries">In ordinal order, at least one.</param>
    /// <param name="attempts">All Attempts of those Deliveries, each Delivery's in ordinal order.</param>
    /// <param name="isTest">Whether it passes through a sandbox.</param>
    public static void Apply(JsonObject communication, IReadOnlyList<DeliveryRecord> deliveries, IReadOnlyList<AttemptRecord> attempts, bool isTest)
    {
        ApplyStatus(communication, deliveries);
        ApplyTimes(communication, deliveries);
        ApplyIdentifiers(communication, deliveries, attempts);
        ApplyPageCount(communication, deliveries);
        ApplyRecipients(communication, deliveries);
        if (isTest)
        {
            FaxElements.AddTag(communication, FaxUrls.ActReasonSystem, FaxUrls.TestTag);
        }
    }

    private static void ApplyStatus(JsonObject communication, IReadOnlyList<DeliveryRecord> deliveries)
    {
        // A person's verdict that the record is wrong stands, whatever the carrier still says.
        if (FaxElements.TextOf(communication, "status") != CommunicationOutcome.EnteredInError)
        {
            FaxElements.Set(communication, "status", CommunicationOutcome.Status(deliveries));
        }

        FaxElements.Set(communication, "statusReason", CommunicationOutcome.StatusReason(deliveries));
    }

    private static void ApplyTimes(JsonObject communication, IReadOnlyList<DeliveryRecord> deliveries)
    {
        // The first acceptance stays the time of sending, also when a Delivery is handed over anew.
        if (!communication.ContainsKey("sent") && deliveries.Min(d => d.Submitted) is { } sent)
        {
            communication["sent"] = FhirInstant.Format(sent);
        }

        var received = deliveries.All(d => d.Status == DeliveryStatus.Completed) ? deliveries.Max(d => d.Completed) : null;
        FaxElements.Set(communication, "received", received is { } at ? FhirInstant.Format(at) : null);
    }

    private static void ApplyIdentifiers(JsonObject communication, IReadOnlyList<DeliveryRecord> deliveries, IReadOnlyList<AttemptRecord> attempts)
    {
        var identifiers = new List<JsonNode>();
        foreach (var delivery in deliveries)
        {
            if (delivery.CarrierId is { } latest)
            {
                identifiers.Add(new JsonObject { ["system"] = FaxUrls.EFaxIdentifier, ["value"] = latest });
            }
        }

        foreach (var delivery in deliveries)
        {
            foreach (var attempt in attempts)
            {
                if (attempt.DeliveryId == delivery.Id && attempt.CarrierId is { } earlier && earlier != delivery.CarrierId)
                {
                    identifiers.Add(new JsonObject { ["use"] = "old", ["system"] = FaxUrls.EFaxIdentifier, ["value"] = earlier });
                }
            }
        }

        FaxElements.Take(communication, "identifier", FaxElements.IsCarrierIdentifier);
        FaxElements.PutFirst(communication, "identifier", identifiers);
    }

    private static void ApplyPageCount(JsonObject communication, IReadOnlyList<DeliveryRecord> deliveries)
    {
        FaxElements.Take(communication, "extension", e => FaxElements.TextOf(e, "url") == FaxUrls.FaxPageCountExtension);
        var documents = deliveries[0].Documents;
        if (documents.All(d => d.Pages > 0))
        {
            FaxElements.Append(
                communication, "extension", new JsonObject { ["url"] = FaxUrls.FaxPageCountExtension, ["valueUnsignedInt"] = documents.Sum(d => d.Pages) });
        }
    }

    private static void ApplyRecipients(JsonObject communication, IReadOnlyList<DeliveryRecord> deliveries)
    {
        if (communication["recipient"] is not JsonArray recipients)
        {
            return;
        }

        for (var i = 0; i < recipients.Count; i++)
        {
            if (recipients[i] is not JsonObject recipient)
            {
                continue;
            }

            FaxElements.Take(recipient, "extension", e => FaxElements.TextOf(e, "url") == FaxUrls.FaxDeliveryExtension);
            foreach (var delivery in deliveries)
            {
                if (delivery.Recipients.Contains(i))
                {
                    FaxElements.Append(recipient, "extension", DeliveryExtension(delivery));
                }
            }
        }
    }

    private static JsonObject DeliveryExtension(DeliveryRecord delivery)
    {
        var parts = new JsonArray();
        Add(parts, "delivery", "valueString", delivery.Id);
        Add(parts, "number", "valueString", delivery.Number);
        Add(parts, "carrierId", "valueString", delivery.CarrierId);
        Add(parts, "status", "valueCode", DeliveryStatusCode.Of(delivery.Status));
        Add(parts, "pages", "valueUnsignedInt", delivery.Pages);
        Add(parts, "attempts", "valueUnsignedInt", delivery.Attempts);
        Add(parts, "errorCode", "valueCode", AsCode(delivery.ErrorCode));
        Add(parts, "submitted", "valueDateTime", delivery.Submitted is { } submitted ? FhirInstant.Format(submitted) : null);
        Add(parts, "completed", "valueDateTime", delivery.Completed is { } completed ? FhirInstant.Format(completed) : null);
        return new JsonObject { ["extension"] = parts, ["url"] = FaxUrls.FaxDeliveryExtension };
    }

    private static void Add(JsonArray parts, string url, string property, JsonNode? value)
    {
        if (value is not null)
        {
            parts.Add((JsonNode)new JsonObject { ["url"] = url, [property] = value });
        }
    }

    /// <summary>An R4 code has no white space but single spaces inside; a carrier may send anything.</summary>
    private static string? AsCode(string? text) =>
        string.Join(' ', (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) is { Length: > 0 } code ? code : null;
}
