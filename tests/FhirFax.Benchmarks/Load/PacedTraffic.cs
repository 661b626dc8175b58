namespace FhirFax.Benchmarks.Load;

/// <summary>What came back while traffic ran at a fixed rate.</summary>
internal sealed class PacedTraffic
{
    private readonly Lock _gate = new();
    private readonly List<long> _ticks = [];

    public int Errors { get; private set; }

    /// <summary>Resident memory after it less that before it, in MiB.</summary>
    public long MemoryGrowth { get; set; }

    public int Count => _ticks.Count;

    public void Add(int status, TimeSpan latency)
    {
        lock (_gate)
        {
            _ticks.Add(latency.Ticks);
            Errors += status is 200 or 201 or 202 ? 0 : 1;
        }
    }

    public TimeSpan Percentile(double share)
    {
        _ticks.Sort();
        return TimeSpan.FromTicks(_ticks[(int)((_ticks.Count - 1) * share)]);
    }
}
