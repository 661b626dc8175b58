using System.Text;
using FhirFax.Fhir.Json;
using FhirFax.Fhir.Search;
using FhirFax.Store.Faxes;
using FhirFax.Store.Resources;

namespace FhirFax.Store.Compliance;

/// <summary>Small valid things to store.</summary>
public static class Samples
{
    public static readonly DateTimeOffset Noon = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    public static readonly MailboxKey Mailbox = new("app-1", "user-1");

    public static ResourceWrite Resource(string type, string id, string members = "", params IndexEntry[] entries) =>
        new(Prepare(type, id, members, entries), "client-1");

    public static PreparedResource Prepare(string type, string id, string members, IReadOnlyList<IndexEntry> entries)
    {
        var json = $$"""{"resourceType":"{{type}}"{{(members.Length == 0 ? "" : "," + members)}}}""";
        if (!ResourceDocument.TryParse(Encoding.UTF8.GetBytes(json), out var document, out var problem))
        {
            throw new ArgumentException(problem.Issues[0].Text, nameof(members));
        }

        using (document)
        {
            return PreparedResource.From(document, id, entries);
        }
    }

    public static string Text(this StoredResource resource) => Encoding.UTF8.GetString(resource.Utf8.Span);

    public static DeliveryRecord Delivery(ProjectKey project, string id = "d1", string communicationId = "c1", int ordinal = 0) => new()
    {
        Project = project,
        Id = id,
        CommunicationId = communicationId,
        Ordinal = ordinal,
        Recipients = [ordinal],
        Number = "+15551234567",
        Mailbox = Mailbox,
        Documents = [],
        Created = Noon,
        Status = DeliveryStatus.Queued,
    };

    public static AttemptRecord Attempt(ProjectKey project, string id, int ordinal = 1, string deliveryId = "d1", AttemptStatus status = AttemptStatus.Submitting) => new()
    {
        Project = project,
        Id = id,
        DeliveryId = deliveryId,
        Ordinal = ordinal,
        Status = status,
        Started = Noon,
    };

    public static InboxRecord Inbox(ProjectKey project, string carrierId, DateTimeOffset? seen = null) => new()
    {
        Mailbox = Mailbox,
        CarrierId = carrierId,
        Project = project,
        Status = InboxStatus.Seen,
        Seen = seen ?? Noon,
        Details = "{}",
    };
}
