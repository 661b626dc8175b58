using System.Text.Json.Nodes;

namespace FhirFax.Acceptance.Fire;

/// <summary>A fax that the carrier took.</summary>
/// <param name="Number">Digits only.</param>
/// <param name="TransactionId">Who handed it over said this; an Attempt's id.</param>
/// <param name="Digests">SHA-256 of each document, lower-case.</param>
internal sealed record AcceptedFax(string FaxId, string Number, string TransactionId, string Status, IReadOnlyList<string> Digests)
{
    public static AcceptedFax Read(JsonNode json) => new(
        (string)json["faxId"]!,
        string.Concat(((string)json["number"]!).Where(char.IsAsciiDigit)),
        (string)json["transactionId"]!,
        (string)json["status"]!,
        [.. json["documents"]!.AsArray().Select(static document => (string)document!["sha256"]!)]);
}
