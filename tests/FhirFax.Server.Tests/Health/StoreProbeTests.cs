using FhirFax.Server.Health;
using FhirFax.Store;
using FhirFax.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace FhirFax.Server.Tests.Health;

public sealed class StoreProbeTests
{
    private readonly ManualTimeProvider _time = new(new DateTimeOffset(2025, 1, 15, 10, 0, 0, TimeSpan.Zero));
    private Func<Task> _check = () => Task.CompletedTask;
    private int _checks;

    private StoreProbe Probe => field ??= new StoreProbe(CheckAsync, _time, NullLogger<StoreProbe>.Instance);

    [Fact]
    public async Task A_store_that_cannot_be_written_is_in_trouble_until_it_can()
    {
        _check = () => Task.FromException(new StoreUnavailableException("full"));
        (await Probe.TroubleAsync(default)).ShouldNotBeNull().ShouldContain("written");

        _check = () => Task.CompletedTask;
        (await Probe.TroubleAsync(default)).ShouldNotBeNull("the answer is kept for a while");
        _time.Advance(TimeSpan.FromSeconds(3));
        (await Probe.TroubleAsync(default)).ShouldBeNull();
    }

    [Fact]
    public async Task Many_who_ask_cost_one_write()
    {
        var written = new TaskCompletionSource();
        _check = () => written.Task;

        var asked = Enumerable.Range(0, 20).Select(_ => Probe.TroubleAsync(default)).ToList();
        written.SetResult();
        (await Task.WhenAll(asked)).ShouldAllBe(trouble => trouble == null);
        await Probe.TroubleAsync(default);

        _checks.ShouldBe(1);
    }

    [Fact]
    public async Task A_store_that_does_not_answer_is_not_waited_for()
    {
        var asked = new TaskCompletionSource();
        _check = () =>
        {
            asked.SetResult();
            return new TaskCompletionSource().Task;
        };

        var trouble = Probe.TroubleAsync(default);
        await asked.Task;
        while (!trouble.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        (await trouble).ShouldNotBeNull().ShouldContain("answer");
    }

    private Task CheckAsync(CancellationToken cancellationToken)
    {
        _checks++;
        return _check();
    }
}
