namespace FhirFax.Benchmarks.Load;

/// <summary>One kind of call, beside the least that any server would have to do for the same answer.</summary>
/// <param name="Request">The n-th request to FhirFax.</param>
/// <param name="Expected">Statuses that count.</param>
/// <param name="Floor">The n-th request to the floor.</param>
/// <param name="Target">The ratio aimed at; null: none is set.</param>
internal sealed record Scenario(
    string Name, Func<long, ReadOnlyMemory<byte>> Request, IReadOnlyList<int> Expected, Func<long, ReadOnlyMemory<byte>> Floor, double? Target = null)
{
    public int Connections { get; init; } = Throughput.Connections;
}
