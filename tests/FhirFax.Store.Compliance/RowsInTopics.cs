using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FhirFax.Fhir.Json;
using FhirFax.Store.Faxes;
using FhirFax.Store.Resources;

namespace FhirFax.Store.Compliance;

/// <summary>
/// A projection for stores' tests: a Communication's <c>topic.text</c> is its row as JSON. The receiver is a Delivery's number, else the name of the first source.
/// </summary>
public sealed class RowsInTopics(int version = 1) : IFaxProjection
{
    public int Version => version;

    public static FaxRow Row(Guid id, DateTimeOffset time) =>
        new() { Id = id, Direction = FaxDirection.Outbound, Status = FaxStatus.Draft, Created = time, Updated = time };

    public static ResourceWrite Write(string id, FaxRow row) =>
        Samples.Resource("Communication", id, $$"""
            "topic":{"text":{{JsonSerializer.Serialize(JsonSerializer.Serialize(row))}}}
            """.Trim());

    public static Guid Alias(string id) => new(SHA256.HashData(Encoding.UTF8.GetBytes(id)).AsSpan(0, 16));

    public async ValueTask<FaxRow?> RowAsync(
        IStoreTransaction transaction, ProjectKey project, StoredResource communication, DateTimeOffset created, FaxRow? previous, CancellationToken cancellationToken)
    {
        using var json = JsonDocument.Parse(communication.Utf8);
        if (!json.RootElement.TryGetProperty("topic", out var topic))
        {
            return null;
        }

        var row = JsonSerializer.Deserialize<FaxRow>(topic.GetProperty("text").GetString()!)!;
        var deliveries = await transaction.DeliveriesAsync(project, communication.Key.Id, cancellationToken);
        var source = row.Sources.Count > 0 ? await transaction.ReadAsync(project, row.Sources[0], cancellationToken) : null;
        return row with
        {
            Created = created,
            Updated = communication.LastUpdated,
            Receiver = deliveries.Count > 0 ? deliveries[0].Number : source is { IsDeleted: false } ? Name(source) : row.Receiver,
        };
    }

    public IEnumerable<string> Concerned(PreparedResource resource) => [];

    public Guid? AliasOf(ProjectKey project, ResourceKey key) => key.Type == "Patient" ? Alias(key.Id) : null;

    private static string? Name(StoredResource resource)
    {
        using var json = JsonDocument.Parse(resource.Utf8);
        return json.RootElement.GetProperty("name").GetString();
    }
}
