using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using FhirFax.Fax.Projects;
using FhirFax.Store;

namespace FhirFax.Server.Configuration;

/// <summary>The Projects of the configuration.</summary>
internal sealed class ProjectDirectory : IProjectDirectory
{
    private readonly FrozenDictionary<ProjectKey, FaxProject> _byKey;

    public ProjectDirectory(IReadOnlyList<ProjectOptions> options)
    {
        var projects = new List<FaxProject>();
        foreach (var option in options)
        {
            projects.Add(new FaxProject
            {
                Key = option.Key,
                Secrets = option.Secrets,
                Mailboxes = option.Mailboxes,
                SharesAppId = option.Secrets is { } secrets && options.Any(other => other != option && other.Secrets?.AppId == secrets.AppId),
            });
        }

        All = projects;
        _byKey = projects.ToFrozenDictionary(p => p.Key);
    }

    public IReadOnlyList<FaxProject> All { get; }

    public bool TryGet(ProjectKey key, [NotNullWhen(true)] out FaxProject? project) => _byKey.TryGetValue(key, out project);
}
