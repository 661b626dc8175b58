namespace FhirFax.Store;

/// <summary>A tenant/instance pair. Part of every key of the store: nothing is ever read or written without one.</summary>
public readonly record struct ProjectKey(string Tenant, string Instance)
{
    public override string ToString() => $"{Tenant}/{Instance}";
}
