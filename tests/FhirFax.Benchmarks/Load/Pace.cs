namespace FhirFax.Benchmarks.Load;

/// <summary>How fast a server answered.</summary>
/// <param name="Rate">Answers a second, once it was warm.</param>
/// <param name="Answers">All answers, those of the warm-up included.</param>
internal readonly record struct Pace(double Rate, long Answers);
