namespace FhirFax.Acceptance.Fire;

/// <summary>Everything by which a run is judged: what was wanted, what the carrier says, what the store says, and who was killed when.</summary>
internal sealed record Evidence
{
    public required IReadOnlyList<PlannedFax> Planned { get; init; }

    public required IReadOnlyList<DroppedFax> Dropped { get; init; }

    public required IReadOnlyList<AcceptedFax> Accepted { get; init; }

    public required IReadOnlyList<CarrierCall> Calls { get; init; }

    public required IReadOnlyList<FoundFax> Sent { get; init; }

    public required IReadOnlyList<FoundFax> Received { get; init; }

    public required IReadOnlyList<Kill> ServerKills { get; init; }

    public required IReadOnlyList<Kill> CarrierKills { get; init; }

    /// <summary>Reads the ledger of the carrier, and the data folder of a server that is dead.</summary>
    public static async Task<Evidence> CollectAsync(
        string dataFolder,
        SandboxProcess carrier,
        IReadOnlyList<PlannedFax> planned,
        IReadOnlyList<DroppedFax> dropped,
        IReadOnlyList<Kill> serverKills,
        IReadOnlyList<Kill> carrierKills)
    {
        await using var store = await StoreReading.OpenAsync(dataFolder);
        var (sent, received) = await store.ReadAsync();
        return new Evidence
        {
            Planned = planned,
            Dropped = dropped,
            Accepted = await carrier.AcceptedAsync(),
            Calls = await carrier.CallsAsync(),
            Sent = sent,
            Received = received,
            ServerKills = serverKills,
            CarrierKills = carrierKills,
        };
    }
}
