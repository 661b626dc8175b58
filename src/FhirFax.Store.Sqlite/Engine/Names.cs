using System.Collections.Concurrent;

namespace FhirFax.Store.Sqlite.Engine;

/// <summary>What is committed of the dictionary tables, shared by all connections. Rows of those tables never change and are never removed.</summary>
internal sealed class Names
{
    public ConcurrentDictionary<ProjectKey, long> Projects { get; } = new();

    public ConcurrentDictionary<long, ProjectKey> ProjectKeys { get; } = new();

    public ConcurrentDictionary<string, long> Types { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<long, string> TypeNames { get; } = new();

    public ConcurrentDictionary<ParameterName, long> Parameters { get; } = new();
}
