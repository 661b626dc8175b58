using System.Text.Json.Nodes;
using FhirFax.Store.Faxes;

namespace FhirFax.Fax.Communications;

/// <summary><c>status</c> and <c>statusReason</c> of a sent Communication, from all its Deliveries together.</summary>
internal static class CommunicationOutcome
{
    public const string InProgress = "in-progress";
    public const string EnteredInError = "entered-in-error";

    /// <param name="deliveries">At least one.</param>
    public static string Status(IReadOnlyList<DeliveryRecord> deliveries)
    {
        var (unknown, completed, refused) = (0, 0, 0);
        foreach (var delivery in deliveries)
        {
            switch (delivery.Status)
            {
                case DeliveryStatus.Unknown:
                    unknown++;
                    break;
                case DeliveryStatus.Completed:
                    completed++;
                    break;
                case DeliveryStatus.Refused:
                    refused++;
                    break;
                case DeliveryStatus.Queued or DeliveryStatus.Submitting or DeliveryStatus.InProgress:
                    return InProgress;
            }
        }

        return unknown > 0 ? "unknown"
            : completed == deliveries.Count ? "completed"
            : refused == deliveries.Count ? "not-done"
            : "stopped";
    }

    /// <summary>The CodeableConcept; null when there is nothing to explain.</summary>
    public static JsonObject? StatusReason(IReadOnlyList<DeliveryRecord> deliveries)
    {
        DeliveryReason? first = null;
        foreach (var delivery in deliveries)
        {
            first ??= DeliveryReason.Of(delivery);
        }

        if (first is null)
        {
            return null;
        }

        var coding = new JsonArray();
        if (first.NotDoneCode is not null)
        {
            coding.Add((JsonNode)Coding(FaxUrls.NotDoneReasonSystem, first.NotDoneCode));
        }

        coding.Add((JsonNode)Coding(FaxUrls.StatusReasonSystem, first.Code));
        return new JsonObject { ["coding"] = coding, ["text"] = Text(deliveries, first) };
    }

    private static string Text(IReadOnlyList<DeliveryRecord> deliveries, DeliveryReason first)
    {
        if (deliveries.Count == 1)
        {
            return first.Text;
        }

        var completed = deliveries.Count(d => d.Status == DeliveryStatus.Completed);
        return $"Delivered to {completed} of {deliveries.Count}. {first.Text}";
    }

    private static JsonObject Coding(string system, string code) => new() { ["system"] = system, ["code"] = code };
}
