using FhirFax.Server.Throttling;
using FhirFax.Testing;

namespace FhirFax.Server.Tests.Throttling;

public sealed class TokenQuotaTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void The_hundred_and_first_request_in_five_minutes_blocks_for_five_minutes()
    {
        var quota = new TokenQuota(_time);
        for (var i = 0; i < 100; i++)
        {
            quota.Count("a").ShouldBeNull();
            _time.Advance(TimeSpan.FromSeconds(2));
        }

        quota.Count("a").ShouldBe(TimeSpan.FromMinutes(5));
        _time.Advance(TimeSpan.FromMinutes(4));
        quota.Count("a").ShouldBe(TimeSpan.FromMinutes(1), "Asking does not make the block longer.");
        quota.Count("b").ShouldBeNull();
        _time.Advance(TimeSpan.FromMinutes(1));
        quota.Count("a").ShouldBeNull();
    }

    [Fact]
    public void A_hundred_in_every_five_minutes_are_never_blocked()
    {
        var quota = new TokenQuota(_time);
        for (var i = 0; i < 1000; i++)
        {
            quota.Count("a").ShouldBeNull();
            _time.Advance(TimeSpan.FromSeconds(3));
        }
    }

    [Fact]
    public void Endless_names_do_not_fill_the_memory()
    {
        var quota = new TokenQuota(_time);
        for (var i = 0; i < 100_000; i++)
        {
            quota.Count($"name {i}").ShouldBeNull();
        }
    }
}
