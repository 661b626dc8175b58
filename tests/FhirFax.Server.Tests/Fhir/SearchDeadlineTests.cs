using FhirFax.Server.Fhir.Search;
using FhirFax.Testing;

namespace FhirFax.Server.Tests.Fhir;

public sealed class SearchDeadlineTests
{
    [Fact]
    public async Task A_search_that_takes_too_long_is_given_up()
    {
        var time = new ManualTimeProvider();
        var started = new TaskCompletionSource();
        var search = new SearchDeadline(time).RunAsync<string>(
            async token =>
            {
                var ended = new TaskCompletionSource<string>();
                await using var registration = token.Register(() => ended.TrySetCanceled(token));
                started.SetResult();
                return await ended.Task;
            },
            CancellationToken.None);
        await started.Task;
        time.Advance(SearchDeadline.Limit);

        (await search).ShouldBeNull();
    }

    [Fact]
    public async Task An_aborted_search_is_no_answer()
    {
        using var aborted = new CancellationTokenSource();
        await aborted.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => new SearchDeadline(TimeProvider.System).RunAsync<string>(
            token => Task.FromCanceled<string>(token), aborted.Token));
        (await new SearchDeadline(TimeProvider.System).RunAsync(_ => Task.FromResult("found"), CancellationToken.None)).ShouldBe("found");
    }
}
