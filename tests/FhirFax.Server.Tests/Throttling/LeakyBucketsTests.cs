using FhirFax.Server.Throttling;
using FhirFax.Testing;

namespace FhirFax.Server.Tests.Throttling;

public sealed class LeakyBucketsTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void A_key_has_its_events_at_once_and_then_one_for_each_drain_time()
    {
        var buckets = new LeakyBuckets(3, TimeSpan.FromSeconds(10), _time);

        for (var i = 0; i < 3; i++)
        {
            buckets.TryAdd("a").ShouldBeNull();
        }

        buckets.TryAdd("a").ShouldBe(TimeSpan.FromSeconds(10));
        _time.Advance(TimeSpan.FromSeconds(9));
        buckets.Wait("a")!.Value.TotalSeconds.ShouldBe(1, 0.001);
        _time.Advance(TimeSpan.FromSeconds(1));
        buckets.TryAdd("a").ShouldBeNull();
        buckets.TryAdd("a").ShouldNotBeNull();
        _time.Advance(TimeSpan.FromHours(1));
        for (var i = 0; i < 3; i++)
        {
            buckets.TryAdd("a").ShouldBeNull();
        }

        buckets.TryAdd("a").ShouldNotBeNull();
    }

    [Fact]
    public void Keys_count_apart_but_for_a_few()
    {
        var buckets = new LeakyBuckets(1, TimeSpan.FromHours(1), _time);
        var refused = 0;
        for (var i = 0; i < 500; i++)
        {
            refused += buckets.TryAdd($"key {i}") is null ? 0 : 1;
        }

        refused.ShouldBeLessThan(40);
    }

    [Fact]
    public void A_million_keys_take_no_more_memory()
    {
        var buckets = new LeakyBuckets(5, TimeSpan.FromSeconds(1), _time);
        buckets.Add("first");
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000_000; i++)
        {
            buckets.Add("key");
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(10_000);
    }
}
