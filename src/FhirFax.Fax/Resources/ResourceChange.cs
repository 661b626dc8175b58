using FhirFax.Fax.Operations;

namespace FhirFax.Fax.Resources;

/// <summary>What the domain says of a client's write to a resource it may own parts of.</summary>
public abstract record ResourceChange
{
    /// <summary>Store it as the client sent it.</summary>
    public sealed record AsSent : ResourceChange;

    /// <summary>Store this JSON instead: the client's, with the server-owned parts kept.</summary>
    public sealed record Rewritten(byte[] Utf8) : ResourceChange;

    public sealed record Refused(FaxProblem Problem) : ResourceChange;
}
