using System.Text.Json;
using System.Text.Json.Nodes;
using FhirFax.Fax.Lifecycle.Files;
using FhirFax.Fax.Projects;
using FhirFax.Fax.Resources;
using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Search;
using FhirFax.Store;
using FhirFax.Store.Resources;

namespace FhirFax.Fax.Lifecycle.Filing;

/// <summary>The DocumentReferences that inbound faxes are filed as in patients' records: current ones whose context names the Communication, with a type of the catalogue (design 9).</summary>
internal static class FiledDocuments
{
    public const string Type = "DocumentReference";

    /// <summary>More than this of one fax nobody files.</summary>
    private const int MostDocuments = 50;

    /// <summary>The newest that is in the record of this patient; null when there is none.</summary>
    /// <param name="patient">As <c>Communication.subject</c> has it; null: nobody.</param>
    public static async ValueTask<FiledDocument?> FindAsync(
        IResourceReader resources, ProjectKey project, ResourceKey communication, string? patient, CancellationToken cancellationToken)
    {
        if (patient is null)
        {
            return null;
        }

        foreach (var stored in await AllAsync(resources, project, communication, cancellationToken))
        {
            using var json = JsonDocument.Parse(stored.Utf8);
            if (TypeName(json.RootElement) is { } typeName && json.RootElement.Child("subject")?.Text("reference") == patient)
            {
                return new FiledDocument(stored.Key, typeName);
            }
        }

        return null;
    }

    /// <summary>A received fax as a document in the record of a patient.</summary>
    public static JsonObject Document(ResourceKey key, JsonObject communication, ResourceKey patient, PatientDocumentType type, DateTimeOffset now)
    {
        var contents = new JsonArray();
        foreach (var payload in communication["payload"]?.AsArray() ?? [])
        {
            if (FaxFiles.Attachment(payload!) is { } attachment)
            {
                contents.Add((JsonNode)new JsonObject { ["attachment"] = attachment });
            }
        }

        var concept = new JsonObject
        {
            ["coding"] = new JsonArray(new JsonObject { ["system"] = FaxUrls.DocumentTypeSystem, ["code"] = type.Name }),
        };
        if (type.Title is { } title)
        {
            concept["text"] = title;
        }

        return new JsonObject
        {
            ["resourceType"] = Type,
            ["status"] = "current",
            ["type"] = concept,
            ["subject"] = new JsonObject { ["reference"] = patient.ToString() },
            ["date"] = FhirInstant.Format(now),
            ["content"] = contents,
            ["context"] = new JsonObject { ["related"] = new JsonArray(new JsonObject { ["reference"] = key.ToString() }) },
        };
    }

    /// <summary>Marks what is filed of the fax as entered in error, so that it does not stay in a record where it does not belong.</summary>
    /// <param name="patient">In whose record it may stay, as <c>Communication.subject</c> has it; null: in nobody's.</param>
    /// <param name="author">Client id; null when the server does it.</param>
    public static async ValueTask WithdrawAsync(
        IStoreTransaction transaction,
        ResourcePreparer preparer,
        ProjectKey project,
        ResourceKey communication,
        string? patient,
        string? author,
        CancellationToken cancellationToken)
    {
        foreach (var stored in await AllAsync(transaction, project, communication, cancellationToken))
        {
            using var json = JsonDocument.Parse(stored.Utf8);
            var isElsewhere = patient is null || json.RootElement.Child("subject")?.Text("reference") != patient;
            if (isElsewhere && TypeName(json.RootElement) is not null)
            {
                var document = JsonNode.Parse(stored.Utf8.Span)!.AsObject();
                document["status"] = "entered-in-error";
                await transaction.PutAsync(project, new ResourceWrite(preparer.Prepare(document, stored.Key.Id), author), cancellationToken);
            }
        }
    }

    /// <summary>Current, newest first.</summary>
    private static async ValueTask<IReadOnlyList<StoredResource>> AllAsync(
        IResourceReader resources, ProjectKey project, ResourceKey communication, CancellationToken cancellationToken)
    {
        var query = new SearchQuery
        {
            ResourceType = Type,
            Filters =
            [
                new SearchFilter.Parameter("related", SearchParameterType.Reference, [new SearchValue.Reference(communication.Type, communication.Id)]),
                new SearchFilter.Parameter("status", SearchParameterType.Token, [new SearchValue.Token(null, "current")]),
            ],
            Count = MostDocuments,
        };
        return (await resources.SearchAsync(project, query, cancellationToken)).Resources;
    }

    private static string? TypeName(JsonElement document)
    {
        foreach (var coding in document.Child("type")?.Items("coding") ?? default)
        {
            if (coding.Text("system") == FaxUrls.DocumentTypeSystem)
            {
                return coding.Text("code");
            }
        }

        return null;
    }
}
