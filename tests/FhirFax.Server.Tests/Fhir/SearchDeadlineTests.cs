using FhirFax.Fhir.Search;
using FhirFax.Server.Fhir.Interactions;
using FhirFax.Server.Fhir.Search;
using FhirFax.Store;
using FhirFax.Store.Resources;
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

    [Fact]
    public async Task A_condition_that_takes_too_long_is_given_up_so_that_other_writes_go_on()
    {
        var time = new ManualTimeProvider();
        var deadline = new SearchDeadline(time);
        var reader = new EndlessReader();
        var criteria = new ConditionalCriteria(new SearchQuery { ResourceType = "Patient" }, deadline);

        var finding = criteria.FindAsync(reader, new ProjectKey("a", "b"), CancellationToken.None).AsTask();
        await reader.Started;
        time.Advance(SearchDeadline.Limit);

        (await Should.ThrowAsync<SearchTooCostlyException>(() => finding)).Message.ShouldContain("15 seconds");
    }

    [Fact]
    public async Task All_searches_of_a_transaction_share_one_deadline()
    {
        var time = new ManualTimeProvider();
        var deadline = new SearchDeadline(time);
        var (first, second) = (new EndlessReader(), new EndlessReader());
        var criteria = new ConditionalCriteria(new SearchQuery { ResourceType = "Patient" }, deadline);
        var key = new ProjectKey("a", "b");

        var run = deadline.GuardAsync(
            async token =>
            {
                var finding = criteria.FindAsync(first, key, token);
                await first.Started;
                time.Advance(SearchDeadline.Limit / 2);
                first.End();
                await finding;
                return await criteria.FindAsync(second, key, token);
            },
            CancellationToken.None).AsTask();
        await second.Started;
        time.Advance(SearchDeadline.Limit / 2);

        await Should.ThrowAsync<SearchTooCostlyException>(() => run);
    }

    /// <summary>Searches until it is ended or cancelled.</summary>
    private sealed class EndlessReader : IResourceReader
    {
        private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<ResourcePage> _found = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Started => _started.Task;

        public void End() => _found.SetResult(new ResourcePage([], null, null));

        public async ValueTask<ResourcePage> SearchAsync(ProjectKey project, SearchQuery query, CancellationToken cancellationToken)
        {
            _started.SetResult();
            return await _found.Task.WaitAsync(cancellationToken);
        }

        public ValueTask<StoredResource?> ReadAsync(ProjectKey project, ResourceKey key, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<StoredResource?> ReadVersionAsync(ProjectKey project, ResourceKey key, long versionId, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<ResourcePage> HistoryAsync(ProjectKey project, HistoryQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
