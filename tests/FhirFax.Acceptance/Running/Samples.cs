using System.Text.Json.Nodes;

namespace FhirFax.Acceptance.Running;

/// <summary>The resources of the integration guide's example.</summary>
public static class Samples
{
    public const string Medium = "http://terminology.hl7.org/CodeSystem/v3-ParticipationMode";
    public const string Direction = "http://medplum.com/fhir/CodeSystem/fax-direction";
    public const string EFax = "https://efax.com";

    public static byte[] Document(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "samples", name));

    public static JsonObject Organization(string fax) => new()
    {
        ["resourceType"] = "Organization",
        ["name"] = "Acme Medical Center",
        ["contact"] = new JsonArray(new JsonObject
        {
            ["telecom"] = new JsonArray(new JsonObject { ["system"] = "fax", ["value"] = fax }),
        }),
    };

    public static JsonObject Mailbox(string type, string userId) => new()
    {
        ["resourceType"] = type,
        ["identifier"] = new JsonArray(new JsonObject { ["system"] = EFax, ["value"] = userId }),
        ["telecom"] = new JsonArray(new JsonObject { ["system"] = "fax", ["value"] = "+15551234567" }),
    };

    public static JsonObject Communication(string? sender, string recipient, string attachmentUrl)
    {
        var communication = Communication(recipient, attachmentUrl);
        if (sender is not null)
        {
            communication["sender"] = new JsonObject { ["reference"] = sender };
        }

        return communication;
    }

    /// <summary><c>Type/id</c> of a stored resource.</summary>
    public static string Reference(JsonObject resource) => $"{resource["resourceType"]}/{resource["id"]}";

    private static JsonObject Communication(string recipient, string attachmentUrl) => new()
    {
        ["resourceType"] = "Communication",
        ["status"] = "in-progress",
        ["category"] = new JsonArray(new JsonObject
        {
            ["coding"] = new JsonArray(new JsonObject { ["system"] = Direction, ["code"] = "outbound" }),
        }),
        ["medium"] = new JsonArray(new JsonObject
        {
            ["coding"] = new JsonArray(new JsonObject { ["system"] = Medium, ["code"] = "FAXWRIT" }),
        }),
        ["recipient"] = new JsonArray(new JsonObject { ["reference"] = recipient }),
        ["payload"] = new JsonArray(new JsonObject
        {
            ["contentAttachment"] = new JsonObject { ["contentType"] = "application/pdf", ["url"] = attachmentUrl, ["title"] = "referral.pdf" },
        }),
    };
}
