using System.Text.Json.Nodes;

namespace FhirFax.EFax.Sandbox.Faxes;

/// <summary>One fax of one mailbox, as persisted.</summary>
internal sealed record FaxRecord
{
    public const string Inbound = "INBOUND";
    public const string Outbound = "OUTBOUND";

    public required string FaxId { get; init; }

    public required string AppId { get; init; }

    public required string UserId { get; init; }

    public required string Direction { get; init; }

    /// <summary>As told by whoever called; null when the caller is unavailable.</summary>
    public string? From { get; init; }

    /// <summary>As it was given when sent.</summary>
    public required string To { get; init; }

    public required DateTimeOffset AcceptedAt { get; init; }

    /// <summary>Outbound: every state to come. Inbound: one, the arrival.</summary>
    public required IReadOnlyList<Phase> Phases { get; init; }

    public required IReadOnlyList<StoredDocument> Documents { get; init; }

    public int? Pages { get; init; }

    public bool ImageDownloaded { get; init; }

    /// <summary>Before this the image is answered 404.</summary>
    public DateTimeOffset ImageFrom { get; init; }

    public string? TransactionId { get; init; }

    public JsonObject? ClientData { get; init; }

    public JsonObject? Routing { get; init; }

    public string? Tsid { get; init; }

    /// <summary>The inbound fax that this one becomes in another mailbox of the sandbox; null when none.</summary>
    public string? LoopbackFaxId { get; init; }

    public long Size => Documents.Sum(document => document.Size);

    /// <summary>The state that holds at a moment.</summary>
    public Phase At(DateTimeOffset now)
    {
        var current = Phases[0];
        foreach (var phase in Phases)
        {
            if (phase.At > now)
            {
                break;
            }

            current = phase;
        }

        return current;
    }

    /// <summary>When it arrived or was finished; null while it is not.</summary>
    public DateTimeOffset? CompletedAt(DateTimeOffset now)
    {
        var current = At(now);
        return Direction == Inbound || TransmissionStatus.IsFinal(current.Status) ? current.At : null;
    }
}
