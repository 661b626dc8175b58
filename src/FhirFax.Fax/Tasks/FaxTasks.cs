using System.Globalization;
using System.Text.Json.Nodes;
using FhirFax.Fax.Resources;
using FhirFax.Store;
using FhirFax.Store.Resources;

namespace FhirFax.Fax.Tasks;

/// <summary>Opens and closes the FHIR Tasks that ask a person; at most one open per Communication and code (design 2).</summary>
/// <remarks>There is one Task per Communication and code for good, under an id that follows from both: it is reopened, never made twice.</remarks>
public sealed class FaxTasks(ResourcePreparer preparer)
{
    /// <summary>Opens (or reopens) the Task in the caller's transaction; nothing when it is open already.</summary>
    /// <param name="code">One of <see cref="FaxTaskCode"/>.</param>
    /// <param name="description">What to do, as one sentence without numbers or names.</param>
    public async ValueTask OpenAsync(
        IStoreTransaction transaction, ProjectKey project, string communicationId, string code, string description, CancellationToken cancellationToken)
    {
        var key = KeyOf(project, communicationId, code);
        var stored = await transaction.ReadAsync(project, key, cancellationToken);
        var task = stored is null or { IsDeleted: true } ? New(communicationId, code, transaction.Now) : Parse(stored);
        if (stored is { IsDeleted: false } && IsOpen(task))
        {
            return;
        }

        task["description"] = description;
        await PutAsync(transaction, project, key, task, "requested", cancellationToken);
    }

    /// <summary>Marks the Task completed when it is open; nothing otherwise.</summary>
    public async ValueTask CloseAsync(
        IStoreTransaction transaction, ProjectKey project, string communicationId, string code, CancellationToken cancellationToken)
    {
        var key = KeyOf(project, communicationId, code);
        if (await transaction.ReadAsync(project, key, cancellationToken) is { IsDeleted: false } stored
            && Parse(stored) is var task && IsOpen(task))
        {
            await PutAsync(transaction, project, key, task, "completed", cancellationToken);
        }
    }

    /// <summary>Keeps who decided what in the <c>decide-outcome</c> Task of a Communication, which is opened for it when there is none: a note, and outputs to read by machine.</summary>
    /// <param name="description">Of a Task that has to be opened first.</param>
    public async ValueTask RecordDecisionAsync(
        IStoreTransaction transaction, ProjectKey project, string communicationId, string description, TaskDecision decision, CancellationToken cancellationToken)
    {
        var key = KeyOf(project, communicationId, FaxTaskCode.DecideOutcome);
        var stored = await transaction.ReadAsync(project, key, cancellationToken);
        var task = stored is null or { IsDeleted: true } ? New(communicationId, FaxTaskCode.DecideOutcome, transaction.Now) : Parse(stored);
        if (stored is null or { IsDeleted: true })
        {
            task["description"] = description;
        }

        Append(task, "note", new JsonObject
        {
            ["authorString"] = decision.ClientId,
            ["time"] = Instant(transaction.Now),
            ["text"] = $"Delivery {decision.DeliveryId}: {decision.Code}.",
        });
        Append(task, "output", Output("delivery", "valueString", decision.DeliveryId));
        Append(task, "output", Output("decision", "valueCode", decision.Code));
        await PutAsync(transaction, project, key, task, "requested", cancellationToken);
    }

    /// <summary>Where the Task of a Communication and code is, whether it exists or not.</summary>
    public static ResourceKey KeyOf(ProjectKey project, string communicationId, string code) =>
        new("Task", DeterministicId.For(project, $"Task/{code}/Communication/{communicationId}"));

    private async ValueTask PutAsync(
        IStoreTransaction transaction, ProjectKey project, ResourceKey key, JsonObject task, string status, CancellationToken cancellationToken)
    {
        task["status"] = status;
        task["lastModified"] = Instant(transaction.Now);
        await transaction.PutAsync(project, new ResourceWrite(preparer.Prepare(task, key.Id)), cancellationToken);
    }

    private static JsonObject New(string communicationId, string code, DateTimeOffset now) => new()
    {
        ["resourceType"] = "Task",
        ["status"] = "requested",
        ["intent"] = "order",
        ["code"] = new JsonObject
        {
            ["coding"] = new JsonArray(new JsonObject { ["system"] = FaxUrls.FaxTaskSystem, ["code"] = code }),
        },
        ["description"] = "",
        ["focus"] = new JsonObject { ["reference"] = $"Communication/{communicationId}" },
        ["authoredOn"] = Instant(now),
    };

    private static JsonObject Output(string type, string property, string value) => new()
    {
        ["type"] = new JsonObject { ["text"] = type },
        [property] = value,
    };

    private static void Append(JsonObject owner, string property, JsonObject item)
    {
        if (owner[property] is not JsonArray items)
        {
            owner[property] = items = [];
        }

        items.Add((JsonNode)item);
    }

    private static JsonObject Parse(StoredResource stored) => JsonNode.Parse(stored.Utf8.Span)!.AsObject();

    /// <summary>A person may have accepted it, begun or paused: only the end states of R4 task-status close it.</summary>
    private static bool IsOpen(JsonObject task) =>
        (string?)task["status"] is not ("completed" or "cancelled" or "failed" or "rejected" or "entered-in-error");

    private static string Instant(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
