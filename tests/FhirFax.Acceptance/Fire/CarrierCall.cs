using System.Text.Json.Nodes;

namespace FhirFax.Acceptance.Fire;

/// <summary>One line of the carrier's ledger.</summary>
/// <param name="Status">What was answered, or would have been; null when the call was not processed.</param>
/// <param name="Fault">What struck it; null when nothing did.</param>
internal sealed record CarrierCall(long Sequence, string Method, string Path, string TransactionId, int? Status, string? Fault)
{
    private const string MetadataEnd = "/metadata";

    public bool IsHandOver => Method == "POST" && Path == "/faxes";

    /// <summary>The fax that was marked as taken; null when the call is another.</summary>
    public string? AcknowledgedFax => Method == "PATCH" && Status == 200 && Path.EndsWith(MetadataEnd, StringComparison.Ordinal)
        ? Path["/faxes/".Length..^MetadataEnd.Length]
        : null;

    /// <summary>What went wrong, by order or by itself: an image that is not there yet needs no fault.</summary>
    public string? Struck => Fault ?? (Status == 404 && Path.EndsWith("/image", StringComparison.Ordinal) ? "late-image" : null);

    public static CarrierCall Read(JsonNode json) => new(
        json["seq"]!.GetValue<long>(),
        (string)json["method"]!,
        (string)json["path"]!,
        (string)json["transactionId"]!,
        (int?)json["status"],
        (string?)json["fault"] is { } fault ? FaultKinds.Canonical(fault) : null);
}
