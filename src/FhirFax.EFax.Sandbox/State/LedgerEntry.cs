using System.Text.Json.Nodes;

namespace FhirFax.EFax.Sandbox.State;

/// <summary>One call as the ledger shows it: no credentials, no document bytes.</summary>
internal sealed record LedgerEntry
{
    public required DateTimeOffset At { get; init; }

    public required string Method { get; init; }

    public required string Path { get; init; }

    public required string Query { get; init; }

    public string? AppId { get; init; }

    public string? UserId { get; init; }

    public required string TransactionId { get; init; }

    /// <summary>The status answered, or that would have been when a fault cut the answer off; null when the call was not processed.</summary>
    public int? Status { get; init; }

    /// <summary>The fault that struck; null when none.</summary>
    public string? Fault { get; init; }

    /// <summary>The JSON body, documents replaced by type, size and SHA-256; null when there was none.</summary>
    public JsonNode? Body { get; init; }

    /// <summary>The fax that the call made or was about.</summary>
    public string? FaxId { get; init; }
}
