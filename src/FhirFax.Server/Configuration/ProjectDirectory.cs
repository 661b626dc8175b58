using System.Diagnostics.CodeAnalysis;
using FhirFax.Fax.Projects;
using FhirFax.Store;

namespace FhirFax.Server.Configuration;

/// <summary>The Projects and clients that are in force now.</summary>
internal sealed class ProjectDirectory(ProjectSnapshot start) : IProjectDirectory
{
    private volatile ProjectSnapshot _current = start;
    private volatile TaskCompletionSource _changed = NewChange();

    public ProjectSnapshot Current => _current;

    public IReadOnlyList<FaxProject> All => _current.Projects;

    public Task Changed => _changed.Task;

    public bool TryGet(ProjectKey key, [NotNullWhen(true)] out FaxProject? project) => (project = _current.Project(key)) is not null;

    /// <summary>Puts another reading in force, for every request and poll that begins from now on.</summary>
    public void Replace(ProjectSnapshot next)
    {
        _current = next;
        var changed = _changed;
        _changed = NewChange();
        changed.SetResult();
    }

    private static TaskCompletionSource NewChange() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
