namespace FhirFax.Fax.Projects;

/// <summary>What a directory that never changes has to say about changes.</summary>
internal static class UnchangedProjects
{
    public static Task Never { get; } = new TaskCompletionSource().Task;
}
