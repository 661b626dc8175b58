namespace FhirFax.Store.Resources;

/// <summary>A resource's type and logical id within a project.</summary>
public readonly record struct ResourceKey(string Type, string Id)
{
    /// <summary><c>Type/id</c>, the form of a relative reference.</summary>
    public override string ToString() => $"{Type}/{Id}";
}
