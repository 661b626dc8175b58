using System.Text.Json;
using FhirFax.EFax.Json;
using FhirFax.EFax.Numbers;
using FhirFax.Fax.Carriers;

namespace FhirFax.EFax.Records;

/// <summary>The fax record that lists and metadata give (efax-corporate-api.md 7), inbound or outbound; what is missing or unreadable is null.</summary>
public sealed record FaxRecord
{
    private const string Unavailable = "unavailable";

    /// <summary>A UUID as the service writes it.</summary>
    public required string FaxId { get; init; }

    /// <summary>As given, <c>INBOUND</c> or <c>OUTBOUND</c>; lists leave it out.</summary>
    public string? Direction { get; init; }

    /// <summary><c>STORED</c> or <c>NOT_STORED</c>: whether an image is kept, not whether it was delivered.</summary>
    public string? FaxStatus { get; init; }

    /// <summary>Bytes of the stored image.</summary>
    public int? Size { get; init; }

    /// <summary>Seconds on the line.</summary>
    public int? Duration { get; init; }

    public int? Pages { get; init; }

    public bool? IsDownloaded { get; init; }

    public DateTimeOffset? Completed { get; init; }

    /// <summary>E.164 where it can be told, else as given; null also for an unavailable caller.</summary>
    public string? OriginatingNumber { get; init; }

    /// <summary>As <see cref="OriginatingNumber"/>.</summary>
    public string? DestinationNumber { get; init; }

    /// <summary>The calling machine's TSID; null also when unavailable.</summary>
    public string? OriginatingStation { get; init; }

    /// <summary>The called machine's CSID; null also when unavailable.</summary>
    public string? DestinationStation { get; init; }

    /// <summary>What was sent as <c>client_reference_id</c>.</summary>
    public string? ClientReference { get; init; }

    /// <summary>Of an outbound fax how it goes.</summary>
    public TransmissionResult.Known? Transmission { get; init; }

    /// <summary>Null when it has no valid fax id.</summary>
    internal static FaxRecord? Read(JsonElement? json) => Json.FaxId.Of(json) is not { } id ? null : new FaxRecord
    {
        FaxId = id,
        Direction = json.Text("direction"),
        FaxStatus = json.Text("fax_status"),
        Size = json.Count("size"),
        Duration = json.Count("duration"),
        Pages = json.Count("pages"),
        IsDownloaded = json.Flag("image_downloaded"),
        Completed = json.Timestamp("completed_timestamp"),
        OriginatingNumber = EFaxNumber.FromCarrier(json.Text("originating_fax_number")),
        DestinationNumber = EFaxNumber.FromCarrier(json.Text("destination_fax_number")),
        OriginatingStation = Station(json.Text("originating_fax_tsid")),
        DestinationStation = Station(json.Text("destination_fax_csid")),
        ClientReference = json.Nested("client_tracking_data").Text("client_reference_id"),
        Transmission = TransmissionReading.Read(json),
    };

    private static string? Station(string? text) => Unavailable.Equals(text?.Trim(), StringComparison.OrdinalIgnoreCase) ? null : text;
}
