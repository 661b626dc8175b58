using System.Diagnostics.CodeAnalysis;
using FhirFax.Store;

namespace FhirFax.Fax.Projects;

/// <summary>The configured Projects; may change while running.</summary>
public interface IProjectDirectory
{
    IReadOnlyList<FaxProject> All { get; }

    /// <summary>Ends when the Projects change; ask for it before reading them. Of a directory that never changes it never ends.</summary>
    Task Changed => UnchangedProjects.Never;

    bool TryGet(ProjectKey key, [NotNullWhen(true)] out FaxProject? project);
}
