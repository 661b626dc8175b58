using System.Collections.Frozen;
using FhirFax.Fax.Projects;
using FhirFax.Server.Authentication;
using FhirFax.Store;

namespace FhirFax.Server.Configuration;

/// <summary>Projects and clients as one reading of the configuration has them: they change together or not at all. Immutable.</summary>
internal sealed class ProjectSnapshot
{
    private readonly FrozenDictionary<ProjectKey, (FaxProject Project, ProjectOptions Options)> _byKey;

    /// <param name="generated">The client that the server made for itself; null when projects list clients.</param>
    /// <param name="previous">What this one is to take the place of; null at the start.</param>
    /// <exception cref="SettingException">A client is listed in a way that cannot be meant.</exception>
    public ProjectSnapshot(IReadOnlyList<ProjectOptions> options, GeneratedClient? generated, ProjectSnapshot? previous = null)
    {
        var projects = new List<FaxProject>();
        var byKey = new Dictionary<ProjectKey, (FaxProject, ProjectOptions)>();
        foreach (var option in options)
        {
            var project = new FaxProject
            {
                Key = option.Key,
                Secrets = option.Secrets,
                Mailboxes = option.Mailboxes,
                MailboxesOf = option.MailboxesOf,
                DocumentTypes = option.DocumentTypes,
                SharesAppId = option.Secrets is { } secrets && options.Any(other => other != option && other.Secrets?.AppId == secrets.AppId),
            };
            projects.Add(project);
            byKey.Add(option.Key, (project, option));
        }

        Projects = projects;
        Generated = generated;
        _byKey = byKey.ToFrozenDictionary();
        Clients = new ClientDirectory(options, options.Any(p => p.Clients.Count > 0) ? null : generated, previous?.Clients);
    }

    public IReadOnlyList<FaxProject> Projects { get; }

    /// <summary>In force only while no project lists a client; null when none was made at the start.</summary>
    public GeneratedClient? Generated { get; }

    public ClientDirectory Clients { get; }

    /// <summary>Null when there is no such project.</summary>
    public FaxProject? Project(ProjectKey key) => _byKey.TryGetValue(key, out var found) ? found.Project : null;

    /// <summary>The project's settings; null when there is no such project.</summary>
    public ProjectOptions? Options(ProjectKey key) => _byKey.TryGetValue(key, out var found) ? found.Options : null;
}
