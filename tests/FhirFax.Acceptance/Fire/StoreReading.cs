using System.Security.Cryptography;
using System.Text.Json.Nodes;
using FhirFax.Acceptance.Running;
using FhirFax.Store;
using FhirFax.Store.Content;
using FhirFax.Store.Faxes;
using FhirFax.Store.Resources;
using FhirFax.Store.Sqlite;

namespace FhirFax.Acceptance.Fire;

/// <summary>Reads the data folder of a server that is dead: all versions of all faxes, their ledger rows and their bytes.</summary>
internal sealed class StoreReading : IAsyncDisposable
{
    private const string DeliveryExtension = "https://fhirfax.org/fhir/StructureDefinition/fax-delivery";
    private const string CallingNumber = "https://efax.com/originating-fax-number";
    private const int PageSize = 500;

    private static readonly ProjectKey Project = new("default", "live");

    private readonly SqliteStore _store;

    private StoreReading(SqliteStore store) => _store = store;

    public static async Task<StoreReading> OpenAsync(string dataFolder) =>
        new(await SqliteStore.OpenAsync(new SqliteStoreOptions { Path = dataFolder }, TimeProvider.System));

    public async Task<(IReadOnlyList<FoundFax> Sent, IReadOnlyList<FoundFax> Received)> ReadAsync()
    {
        var (sent, received) = (new List<FoundFax>(), new List<FoundFax>());
        foreach (var versions in (await VersionsAsync()).Values)
        {
            versions.Sort(static (a, b) => a.Stored.VersionId.CompareTo(b.Stored.VersionId));
            var (stored, json) = versions[^1];
            switch ((string?)json["category"]?[0]?["coding"]?[0]?["code"])
            {
                case "inbound":
                    received.Add(await ReadReceivedAsync(stored.Key.Id, json, versions));
                    break;
                case "outbound" when await ReadSentAsync(stored.Key.Id, json, versions) is { Deliveries.Count: > 0 } fax:
                    sent.Add(fax);
                    break;
            }
        }

        return (sent, received);
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private async Task<Dictionary<string, List<(StoredResource Stored, JsonObject Json)>>> VersionsAsync()
    {
        var versions = new Dictionary<string, List<(StoredResource, JsonObject)>>(StringComparer.Ordinal);
        var query = new HistoryQuery { ResourceType = "Communication", Count = PageSize };
        while (true)
        {
            var page = await _store.HistoryAsync(Project, query, CancellationToken.None);
            foreach (var stored in page.Resources)
            {
                stored.IsDeleted.ShouldBeFalse("Nobody deletes a fax here.");
                if (!versions.TryGetValue(stored.Key.Id, out var list))
                {
                    versions.Add(stored.Key.Id, list = []);
                }

                list.Add((stored, JsonNode.Parse(stored.Utf8.Span)!.AsObject()));
            }

            if (page.Next is null)
            {
                return versions;
            }

            query = query with { Cursor = page.Next };
        }
    }

    private async Task<FoundFax> ReadSentAsync(string id, JsonObject json, List<(StoredResource Stored, JsonObject Json)> versions)
    {
        var deliveries = new List<(DeliveryRecord, IReadOnlyList<AttemptRecord>)>();
        foreach (var delivery in await _store.DeliveriesAsync(Project, id, CancellationToken.None))
        {
            deliveries.Add((delivery, await _store.AttemptsAsync(Project, delivery.Id, CancellationToken.None)));
        }

        return Found(id, json, versions) with { Deliveries = deliveries };
    }

    private async Task<FoundFax> ReadReceivedAsync(string id, JsonObject json, List<(StoredResource Stored, JsonObject Json)> versions)
    {
        var inbox = await _store.InboxOfAsync(Project, id, CancellationToken.None);
        return Found(id, json, versions) with
        {
            Digest = await DigestAsync((string?)json["payload"]?[0]?["contentAttachment"]?["url"]),
            CallingNumber = Extensions(json, CallingNumber).Select(static e => (string?)e["valueString"]).FirstOrDefault(),
            Inbox = inbox?.Status,
        };
    }

    private static FoundFax Found(string id, JsonObject json, List<(StoredResource Stored, JsonObject Json)> versions) => new()
    {
        Id = id,
        Status = (string)json["status"]!,
        CarrierIds = [.. (json["identifier"]?.AsArray() ?? [])
            .Where(static i => (string?)i!["system"] == Samples.EFax && (string?)i["use"] != "old")
            .Select(static i => (string)i!["value"]!)],
        Versions = [.. versions.Select(static v => new FoundVersion(v.Stored.LastUpdated, Deliveries(v.Json)))],
    };

    private static Dictionary<string, (string Status, int Attempts)> Deliveries(JsonObject json) =>
        (json["recipient"]?.AsArray() ?? [])
        .SelectMany(static recipient => Extensions(recipient!, DeliveryExtension))
        .Select(static extension => extension["extension"]!.AsArray())
        .ToDictionary(
            static parts => (string)Part(parts, "delivery")!["valueString"]!,
            static parts => ((string)Part(parts, "status")!["valueCode"]!, (int?)Part(parts, "attempts")?["valueUnsignedInt"] ?? 0));

    private static JsonNode? Part(JsonArray parts, string url) => parts.FirstOrDefault(part => (string?)part!["url"] == url);

    private static IEnumerable<JsonNode> Extensions(JsonNode owner, string url) =>
        (owner["extension"]?.AsArray() ?? []).Where(extension => (string?)extension!["url"] == url).Select(static extension => extension!);

    private async Task<string?> DigestAsync(string? url)
    {
        if (url is null)
        {
            return null;
        }

        var binary = await _store.ReadAsync(Project, new ResourceKey("Binary", url["Binary/".Length..]), CancellationToken.None);
        if (binary?.Content is not { } content || await _store.Content.OpenAsync(Project, content.Hash, CancellationToken.None) is not ContentRead.Available available)
        {
            return null;
        }

        await using (available.Stream)
        {
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(available.Stream));
        }
    }
}
