using FhirFax.ProbedServer;

namespace FhirFax.Acceptance.Fire;

/// <summary>A SIGKILL that happened.</summary>
/// <param name="From">Not earlier than this. A server that ends itself at a step has no such time of its own: then it is <paramref name="To"/>.</param>
/// <param name="To">When it was over; nothing of the killed process happened later.</param>
/// <param name="Step">Where the server stood; null at a random moment, and for the carrier.</param>
internal sealed record Kill(DateTimeOffset From, DateTimeOffset To, Step? Step)
{
    /// <summary>Whether it struck between two times.</summary>
    public bool IsWithin(DateTimeOffset start, DateTimeOffset end) => To >= start && From <= end;
}
