using System.Text.Json;
using FhirFax.EFax.Json;
using FhirFax.EFax.Numbers;
using FhirFax.Fax.Carriers;

namespace FhirFax.EFax.Records;

/// <summary>Reads how an outbound fax goes, from any answer that tells it: transmission details, metadata and the list (efax-corporate-api.md 7 and 8.9).</summary>
internal static class TransmissionReading
{
    private const string CancelledBySender = "E45";

    /// <summary>What the service puts into <c>error_code</c> though nothing went wrong (7 and 9.3).</summary>
    private static readonly string[] SuccessCodes = ["SFAX", "0"];

    /// <summary>Null when the record says nothing of a transmission.</summary>
    public static TransmissionResult.Known? Read(JsonElement? record)
    {
        if (record.Nested("transmission_data") is not { } data)
        {
            return null;
        }

        JsonElement? transmission = data;
        var code = transmission.Text("error_code")?.Trim();
        var state = State(transmission.Text("transmission_status"), code);
        var isFailure = state != TransmissionState.Completed && code is not null && !SuccessCodes.Contains(code, StringComparer.OrdinalIgnoreCase);
        return new TransmissionResult.Known(
            state,
            isFailure ? code : null,
            isFailure ? transmission.Text("error_message") : null,
            transmission.Count("total_pages_sent") ?? (state == TransmissionState.Completed ? record.Count("pages") : null),
            transmission.Timestamp("completed_timestamp") ?? record.Timestamp("completed_timestamp"))
        {
            Number = EFaxNumber.FromCarrier(record.Text("destination_fax_number")),
        };
    }

    // A filled code is no failure; but that it was cancelled may be told by the code alone (8.12).
    private static TransmissionState State(string? word, string? code)
    {
        var state = StatusWord.Read(word);
        return state == TransmissionState.Failed && CancelledBySender.Equals(code, StringComparison.OrdinalIgnoreCase) ? TransmissionState.Cancelled : state;
    }
}
