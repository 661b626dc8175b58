using System.Text.Json.Nodes;
using FhirFax.EFax.Sandbox.Faxes;
using FhirFax.EFax.Sandbox.Http;

namespace FhirFax.EFax.Sandbox.Api;

/// <summary>Writes faxes as the emulated API shows them (efax-corporate-api.md 7 and 8.9).</summary>
internal static class FaxJson
{
    private const string Unavailable = "unavailable";
    private const int SecondsPerPage = 20;

    /// <summary>The record of lists and metadata.</summary>
    public static JsonObject Record(FaxRecord fax, DateTimeOffset now, bool withDirection)
    {
        var json = new JsonObject
        {
            ["fax_id"] = fax.FaxId,
            ["size"] = fax.Size,
            ["duration"] = Duration(fax, fax.At(now)),
            ["pages"] = fax.Pages,
            ["image_downloaded"] = fax.ImageDownloaded,
            ["fax_status"] = "STORED",
        };
        if (fax.CompletedAt(now) is { } completed)
        {
            json["completed_timestamp"] = Timestamps.Write(completed);
        }

        if (withDirection)
        {
            json["direction"] = fax.Direction;
        }

        json["originating_fax_number"] = fax.From ?? Unavailable;
        json["destination_fax_number"] = Destination(fax);
        json["originating_fax_tsid"] = fax.Tsid ?? Unavailable;
        if (fax.Direction == FaxRecord.Outbound)
        {
            json["routing_data"] = fax.Routing?.DeepClone();
            json["transmission_data"] = Transmission(fax, now);
            json["client_tracking_data"] = fax.ClientData?.DeepClone();
        }

        return json;
    }

    /// <summary>The live state with each dialling attempt.</summary>
    public static JsonObject TransmissionDetails(FaxRecord fax, DateTimeOffset now)
    {
        var current = fax.At(now);
        var transmission = new JsonObject
        {
            ["transmission_status"] = Spelled(fax, current.Status),
            ["completed_timestamp"] = fax.CompletedAt(now) is { } completed ? Timestamps.Write(completed) : null,
            ["error_code"] = Code(current),
            ["error_message"] = ErrorCodes.TextOf(Code(current)),
            ["total_pages_sent"] = current.Status == TransmissionStatus.Complete ? fax.Pages : 0,
            ["total_duration"] = Duration(fax, current),
        };
        return new JsonObject
        {
            ["fax_id"] = fax.FaxId,
            ["direction"] = fax.Direction,
            ["originating_fax_number"] = fax.From,
            ["destination_fax_number"] = Destination(fax),
            ["transmission_data"] = transmission,
            ["attempts"] = Attempts(fax, now),
        };
    }

    /// <summary>The number as it is echoed: as given, or without its leading 1.</summary>
    public static string Destination(FaxRecord fax) =>
        MagicNumber.Of(fax.To).IsPortalSpelling ? CarrierNumber.Canonical(fax.To)[1..] : fax.To;

    /// <summary>The state as lists and metadata know it: they do not tell a pending retry.</summary>
    public static string ListedStatus(Phase phase) =>
        phase.Status == TransmissionStatus.PendingRetry ? TransmissionStatus.InProgress : phase.Status;

    private static JsonObject Transmission(FaxRecord fax, DateTimeOffset now)
    {
        var current = fax.At(now);
        return new JsonObject
        {
            ["transmission_status"] = Spelled(fax, ListedStatus(current)),
            ["error_code"] = Code(current),
            ["error_message"] = ErrorCodes.TextOf(Code(current)),
            ["billable_retries"] = fax.Phases.Count(phase =>
                phase.At <= now && phase.Status == TransmissionStatus.PendingRetry && phase.ErrorCode is { } code
                && ErrorCodes.ClassOf(code) is RetryClass.Billable or RetryClass.HumanAnswer),
        };
    }

    private static JsonArray Attempts(FaxRecord fax, DateTimeOffset now)
    {
        var attempts = new JsonArray();
        foreach (var phase in fax.Phases)
        {
            if (phase.At > now || phase.Attempt == 0)
            {
                continue;
            }

            if (phase.Status == TransmissionStatus.InProgress)
            {
                attempts.Add(Attempt(phase.Attempt, TransmissionStatus.InProgress, 0));
            }
            else if (attempts.Count > 0)
            {
                var status = phase.Status == TransmissionStatus.PendingRetry ? TransmissionStatus.Error : phase.Status;
                attempts[^1] = Attempt(phase.Attempt, status, Duration(fax, phase));
            }
        }

        return attempts;
    }

    private static JsonObject Attempt(int number, string status, int duration) =>
        new() { ["attempt_number"] = number, ["attempt_status"] = status, ["duration"] = duration };

    private static string Code(Phase phase) => TransmissionStatus.IsFinal(phase.Status) ? phase.ErrorCode ?? "" : "";

    private static int Duration(FaxRecord fax, Phase phase) =>
        fax.Direction == FaxRecord.Inbound || phase.Status == TransmissionStatus.Complete ? SecondsPerPage * Math.Max(1, fax.Pages ?? 1) : 0;

    private static string Spelled(FaxRecord fax, string status) => !MagicNumber.Of(fax.To).IsPortalSpelling ? status : status switch
    {
        TransmissionStatus.InProgress => "IN PROGRESS",
        TransmissionStatus.Complete => "COMPLETED",
        _ => status,
    };
}
