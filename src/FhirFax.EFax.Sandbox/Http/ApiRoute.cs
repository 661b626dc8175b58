using FhirFax.EFax.Sandbox.State;

namespace FhirFax.EFax.Sandbox.Http;

/// <summary>One endpoint of the emulated API.</summary>
/// <param name="Pattern">Route pattern below the root.</param>
/// <param name="Access">What the caller must prove first.</param>
/// <param name="Body">What is read of the body before <paramref name="Execute"/>.</param>
/// <param name="Execute">Runs inside the transaction that is committed before the answer goes out.</param>
internal sealed record ApiRoute(string Method, string Pattern, Access Access, BodyKind Body, Func<Call, StateSession, Answer> Execute);
