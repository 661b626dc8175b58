namespace FhirFax.EFax.Sandbox.Http;

/// <summary>How an answer is spoiled while it is written.</summary>
internal enum Cut
{
    None,

    /// <summary>Half of it, then the connection is cut.</summary>
    Broken,

    /// <summary>Half of it, as if it were whole.</summary>
    Garbled,
}
