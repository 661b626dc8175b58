using FhirFax.ProbedServer;

namespace FhirFax.Acceptance.Fire;

/// <summary>A SIGKILL that happened.</summary>
/// <param name="At">When it was over; nothing of the killed process happened later.</param>
/// <param name="Step">Where the server stood; null at a random moment, and for the carrier.</param>
internal sealed record Kill(DateTimeOffset At, Step? Step);
