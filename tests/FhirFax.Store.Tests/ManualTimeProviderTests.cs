using FhirFax.Testing;

namespace FhirFax.Store.Tests;

/// <summary>The clock that the other tests rely on.</summary>
public sealed class ManualTimeProviderTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public void Time_moves_only_by_the_test()
    {
        var start = _clock.GetUtcNow();
        var stamp = _clock.GetTimestamp();

        _clock.Advance(90 * Second);

        (_clock.GetUtcNow() - start).ShouldBe(90 * Second);
        _clock.GetElapsedTime(stamp).ShouldBe(90 * Second);
        Should.Throw<ArgumentOutOfRangeException>(() => _clock.Advance(-Second));
    }

    [Fact]
    public void Timers_fire_in_order_each_at_its_own_time()
    {
        var start = _clock.GetUtcNow();
        var fired = new List<(string, TimeSpan)>();
        using var late = _clock.CreateTimer(_ => fired.Add(("late", _clock.GetUtcNow() - start)), null, 3 * Second, Timeout.InfiniteTimeSpan);
        using var every = _clock.CreateTimer(_ => fired.Add(("every", _clock.GetUtcNow() - start)), null, Second, 2 * Second);

        _clock.Advance(Second - TimeSpan.FromTicks(1));
        fired.ShouldBeEmpty();
        _clock.Advance(5 * Second);

        fired.ShouldBe([("every", Second), ("late", 3 * Second), ("every", 3 * Second), ("every", 5 * Second)]);
        _clock.PendingTimers.ShouldBe(1);
    }

    [Fact]
    public void A_stopped_or_disposed_timer_stays_silent()
    {
        var fired = 0;
        var timer = _clock.CreateTimer(_ => fired++, null, Second, Second);
        timer.Change(Timeout.InfiniteTimeSpan, Second).ShouldBeTrue();
        _clock.Advance(5 * Second);
        timer.Change(Second, Second);
        timer.Dispose();
        _clock.Advance(5 * Second);

        fired.ShouldBe(0);
        timer.Change(Second, Second).ShouldBeFalse();
        _clock.PendingTimers.ShouldBe(0);
    }

    [Fact]
    public async Task A_delay_ends_when_its_time_comes()
    {
        var delay = Task.Delay(2 * Second, _clock);
        _clock.Advance(Second);
        delay.IsCompleted.ShouldBeFalse();

        _clock.Advance(Second);

        await delay.WaitAsync(TimeSpan.FromSeconds(30));
    }
}
