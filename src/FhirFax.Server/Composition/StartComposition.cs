using FhirFax.EFax.Sandbox;
using FhirFax.Fax.Documents.Word;
using FhirFax.Fax.Mailboxes;
using FhirFax.Fax.Projects;
using FhirFax.Server.Configuration;
using FhirFax.Server.Fhir.Capabilities;
using FhirFax.Server.Fhir.Search;
using FhirFax.Server.Health;
using FhirFax.Store;
using FhirFax.Store.Sqlite;

namespace FhirFax.Server.Composition;

/// <summary>What is done once before the first request, and what is said of it.</summary>
internal static partial class StartComposition
{
    /// <summary>Takes over from a process that ended without cleaning up, claims the projects' own mailboxes, and stores what the server itself defines.</summary>
    public static async Task PrepareAsync(this WebApplication app, CancellationToken cancellationToken)
    {
        // It removes the documents that a killed process was converting, when it is made.
        app.Services.GetService<OfficeConverter>();
        await app.Services.GetRequiredService<Reindexing>().BeginAsync(cancellationToken);
        await app.Services.GetRequiredService<IFhirFaxStore>().ReleaseLeasesAsync(cancellationToken);
        var projects = app.Services.GetRequiredService<IProjectDirectory>().All;
        await app.Services.GetRequiredService<MailboxResolver>().ClaimDefaultsAsync(projects, cancellationToken);
        await app.Services.GetRequiredService<StoredDefinitions>().StoreAsync(projects, cancellationToken);
    }

    public static void LogStart(this WebApplication app, Settings settings, SandboxHost? sandbox)
    {
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("FhirFax");
        Started(logger, ServerVersion.Current, string.Join(", ", app.Urls), SqliteStore.SqliteVersion);
        if (settings.Carrier.IsSandbox)
        {
            Sandbox(logger, HealthEndpoints.SandboxNote, sandbox?.BaseUrl ?? settings.Carrier.BaseUrl!.AbsoluteUri);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "FhirFax {Version} listens on {Urls} with SQLite {Sqlite}")]
    private static partial void Started(ILogger logger, string version, string urls, string sqlite);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Note}; the carrier is at {Url}")]
    private static partial void Sandbox(ILogger logger, string note, string url);
}
