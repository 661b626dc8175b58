using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using FhirFax.Fax.Communications;
using FhirFax.Fax.Lifecycle.Files;
using FhirFax.Fax.Resources;
using FhirFax.Store;
using FhirFax.Store.Faxes;
using FhirFax.Store.Resources;

namespace FhirFax.Fax.Lifecycle;

/// <summary>
/// One fax, two dialects: how a property of the Faxes dialect lies in the Communication, one below the other (design 9). Direction, status and the two numbers come from
/// <see cref="FaxProjection"/>, which asks the fax ledger; this is the rest, in both directions.
/// </summary>
public static class FaxMapping
{
    /// <param name="unsized">Told of each file, by its position, whose size the Communication does not say: that of its Binary is missing.</param>
    public static Fax ToFax(ProjectKey project, ListedFax listed, Action<int, ResourceKey> unsized)
    {
        var (row, stored) = listed;
        using var json = JsonDocument.Parse(stored.Utf8);
        var communication = json.RootElement;
        return new Fax
        {
            Id = row.Id,
            Direction = row.Direction,
            Status = row.Status,
            Sender = row.Sender,
            Receiver = row.Receiver,
            Subject = row.Subject,
            PatientId = Patient(project, communication),
            DocumentTypeName = row.DocumentTypeName,
            DocumentId = row.Document is { } document ? FaxAliases.Of(project, document) : null,
            IsReviewed = row.IsReviewed,
            Files = FaxFiles.Read(project, row, stored.Key, communication, unsized),
            Pages = row.Pages,
            ErrorMessage = row.Status == FaxStatus.Failed ? ErrorMessage(communication) : null,
            ExternalId = row.Status == FaxStatus.Draft ? null : ExternalId(communication),
            SentAt = row.Sent,
            ReceivedAt = row.Received,
            CreatedAt = row.Created,
            UpdatedAt = row.Updated,
            CreatedBy = stored.Creator,
            UpdatedBy = stored.Author,
        };
    }

    /// <summary><c>status</c> DRAFT, <c>direction</c> OUTBOUND.</summary>
    public static JsonObject NewDraft() => new()
    {
        ["resourceType"] = "Communication",
        ["status"] = "preparation",
        ["category"] = new JsonArray(Concept(FaxUrls.DirectionSystem, "outbound")),
        ["medium"] = new JsonArray(Concept(FaxUrls.MediumSystem, FaxUrls.FaxMedium)),
    };

    /// <summary><c>sender</c>: <c>sender</c>, the owner of the mailbox.</summary>
    public static void SetSender(JsonObject communication, ResourceKey? owner) => FaxElements.Set(communication, "sender", Reference(owner));

    /// <summary><c>receiver</c>: <c>recipient[0]</c>, an Organization that stands for the number. There are no others after it: the dialect knows one receiver.</summary>
    public static void SetReceiver(JsonObject communication, ResourceKey? organization) =>
        FaxElements.Set(communication, "recipient", organization is null ? null : new JsonArray(Reference(organization)));

    /// <summary><c>subject</c>: <c>topic.text</c>. What else the topic holds, such as a coding, is not seen here and stays.</summary>
    public static void SetSubject(JsonObject communication, string? subject)
    {
        var topic = communication["topic"]?.DeepClone() as JsonObject ?? [];
        FaxElements.Set(topic, "text", subject);
        topic.Remove("_text");
        FaxElements.Set(communication, "topic", topic.Count == 0 ? null : topic);
    }

    /// <summary><c>patientId</c>: <c>subject</c>.</summary>
    public static void SetPatient(JsonObject communication, ResourceKey? patient) => FaxElements.Set(communication, "subject", Reference(patient));

    private static Guid? Patient(ProjectKey project, JsonElement communication) =>
        communication.Child("subject")?.Text("reference") is { } reference && ReferenceKey.TryRead(reference, out var key) && key.Type == "Patient"
            ? FaxAliases.Of(project, key)
            : null;

    /// <summary><c>reviewed</c>: the tag.</summary>
    public static void SetReviewed(JsonObject communication, bool isReviewed)
    {
        if (isReviewed)
        {
            FaxElements.AddTag(communication, FaxUrls.FaxTagSystem, FaxUrls.ReviewedTag);
        }
        else if (communication["meta"] is JsonObject meta)
        {
            FaxElements.Take(meta, "tag", static tag =>
                FaxElements.TextOf(tag, "system") == FaxUrls.FaxTagSystem && FaxElements.TextOf(tag, "code") == FaxUrls.ReviewedTag);
        }
    }

    /// <summary><c>errorMessage</c>: <c>statusReason.text</c>.</summary>
    private static string ErrorMessage(JsonElement communication) =>
        communication.Child("statusReason")?.Text("text") ?? "The fax was not delivered.";

    /// <summary><c>externalId</c>: the first identifier of the carrier that is not old.</summary>
    private static string? ExternalId(JsonElement communication)
    {
        foreach (var identifier in communication.Items("identifier"))
        {
            if (identifier.Text("system") == FaxUrls.EFaxIdentifier && identifier.Text("use") != "old")
            {
                return identifier.Text("value");
            }
        }

        return null;
    }

    private static JsonObject Concept(string system, string code) =>
        new() { ["coding"] = new JsonArray(new JsonObject { ["system"] = system, ["code"] = code }) };

    private static JsonObject? Reference(ResourceKey? key) => key is { } named ? new JsonObject { ["reference"] = named.ToString() } : null;
}
