using System.Diagnostics.CodeAnalysis;
using FhirFax.Store;

namespace FhirFax.Fax.Projects;

/// <summary>The configured Projects; may change while running.</summary>
public interface IProjectDirectory
{
    IReadOnlyList<FaxProject> All { get; }

    bool TryGet(ProjectKey key, [NotNullWhen(true)] out FaxProject? project);
}
