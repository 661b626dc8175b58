using FhirFax.Fax.Projects;
using FhirFax.Fhir.Json;
using FhirFax.Store;

namespace FhirFax.Server.Configuration;

/// <summary>One <c>Projects__n</c>.</summary>
/// <param name="Secrets">Null when both App ID and API key are set to nothing: the fax operations are then not set up.</param>
internal sealed record ProjectOptions(
    ProjectKey Key, CarrierSecrets? Secrets, IReadOnlyList<string> Mailboxes, IReadOnlyList<ClientOptions> Clients)
{
    public const string Section = "Projects";

    /// <summary>What the carrier signs its notifications with; null: none are taken.</summary>
    public string? WebhookSecret { get; init; }

    /// <summary>Projects of earlier configurations whose mailboxes are this one's now.</summary>
    public IReadOnlyList<ProjectKey> MailboxesOf { get; init; } = [];

    /// <summary>What a received fax can be filed as.</summary>
    public IReadOnlyList<PatientDocumentType> DocumentTypes { get; init; } = PatientDocumentType.BuiltIn;

    /// <summary>First path segments that are routes, so no tenant can have them as its name.</summary>
    private static readonly string[] Routes = ["fhir", "oauth2", "auth", "storage", "healthz", "readyz", "metrics", "admin", "efax"];

    private const int LongestName = 30;

    internal static IReadOnlyList<ProjectOptions> ReadAll(SettingReader reader)
    {
        IReadOnlyList<string> keys = reader.Items(Section);
        if (keys.Count == 0)
        {
            keys = ["Projects:0"];
        }

        var projects = new List<ProjectOptions>();
        foreach (var key in keys)
        {
            var project = Read(reader, key);
            if (projects.Exists(p => p.Key == project.Key))
            {
                throw SettingReader.Bad($"{key}:Tenant", $"repeats the project {project.Key}.");
            }

            projects.Add(project);
        }

        foreach (var (project, key) in projects.Zip(keys))
        {
            if (project.MailboxesOf.FirstOrDefault(former => projects.Exists(p => p.Key == former)) is { Tenant: not null } alive)
            {
                throw SettingReader.Bad($"{key}:MailboxesOf", $"names {alive}, which is configured itself and keeps its mailboxes.");
            }
        }

        return projects;
    }

    private static List<ProjectKey> ReadFormer(SettingReader reader, string key)
    {
        var former = new List<ProjectKey>();
        foreach (var name in reader.Texts(key))
        {
            if (name.Split('/') is not [{ Length: > 0 } tenant, { Length: > 0 } instance])
            {
                throw SettingReader.Bad(key, "must name projects as tenant/instance.");
            }

            former.Add(new ProjectKey(tenant, instance));
        }

        return former;
    }

    private static ProjectOptions Read(SettingReader reader, string key)
    {
        var tenant = reader.Text($"{key}:Tenant") ?? "default";
        var instance = reader.Text($"{key}:Instance") ?? "live";
        RequireName($"{key}:Tenant", tenant);
        RequireName($"{key}:Instance", instance);
        if (Routes.Contains(tenant, StringComparer.OrdinalIgnoreCase))
        {
            throw SettingReader.Bad($"{key}:Tenant", $"cannot be '{tenant}': that is a route of the server.");
        }

        var clients = new List<ClientOptions>();
        foreach (var client in reader.Items($"{key}:Clients"))
        {
            clients.Add(ClientOptions.Read(reader, client));
        }

        var mailboxes = reader.Texts($"{key}:Mailboxes");
        foreach (var mailbox in mailboxes)
        {
            SecretsReader.RequirePrintable($"{key}:Mailboxes", mailbox);
        }

        return new ProjectOptions(new ProjectKey(tenant, instance), SecretsReader.Read(reader, $"{key}:Secrets"), mailboxes, clients)
        {
            WebhookSecret = reader.Text($"{key}:Secrets:eFaxWebhookSecret"),
            MailboxesOf = ReadFormer(reader, $"{key}:MailboxesOf"),
            DocumentTypes = DocumentTypeOptions.Read(reader, key),
        };
    }

    private static void RequireName(string key, string name)
    {
        if (name.Length > LongestName || name[0] is '.' or '_' || !ResourceId.IsValid(name.Replace('_', '-')) || name.Contains('.', StringComparison.Ordinal))
        {
            throw SettingReader.Bad(key, $"must be 1 to {LongestName} letters, digits, '-' or '_', not starting with '_'.");
        }
    }
}
