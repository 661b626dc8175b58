using FhirFax.Fhir.Search;
using FhirFax.Store.Resources;
using static FhirFax.Store.Compliance.Samples;

namespace FhirFax.Store.Compliance;

/// <summary><see cref="IFhirFaxStore.WriteAsync{T}"/>: all or nothing, durable when it answers.</summary>
public abstract class TransactionCompliance : StoreCompliance
{
    private static readonly ResourceKey Key = new("Patient", "p1");

    [Fact]
    public async Task A_transaction_sees_what_it_wrote_and_others_see_it_after_the_commit()
    {
        var inside = await Store.WriteAsync(
            async (t, c) =>
            {
                await t.PutAsync(Project, Resource("Patient", "p1"), c);
                return await t.ReadAsync(Project, Key, c);
            },
            None);

        inside.ShouldNotBeNull();
        (await Store.ReadAsync(Project, Key, None)).ShouldNotBeNull();
    }

    [Fact]
    public async Task An_exception_undoes_everything_and_reaches_the_caller()
    {
        var thrown = await Should.ThrowAsync<ArithmeticException>(() => WriteAsync(async t =>
        {
            await t.PutAsync(Project, Resource("Patient", "p1"), None);
            await t.PinAsync(Project, "c1", [Key], None);
            throw new ArithmeticException("mine");
        }));

        thrown.Message.ShouldBe("mine");
        (await Store.ReadAsync(Project, Key, None)).ShouldBeNull();
    }

    [Fact]
    public async Task Abandon_undoes_everything_and_the_work_still_answers()
    {
        var answer = await Store.WriteAsync(
            async (t, c) =>
            {
                await t.PutAsync(Project, Resource("Patient", "p1"), c);
                t.Abandon();
                return "no";
            },
            None);

        answer.ShouldBe("no");
        (await Store.ReadAsync(Project, Key, None)).ShouldBeNull();
    }

    [Fact]
    public async Task A_search_that_is_cancelled_inside_a_transaction_ends_and_takes_nothing_else_along()
    {
        using var late = new CancellationTokenSource();
        await late.CancelAsync();
        var found = await Store.WriteAsync(
            async (t, c) =>
            {
                await t.PutAsync(Project, Resource("Patient", "p1"), c);
                await Should.ThrowAsync<OperationCanceledException>(
                    async () => await t.SearchAsync(Project, new SearchQuery { ResourceType = "Patient", Total = true }, late.Token));
                await Should.ThrowAsync<OperationCanceledException>(
                    async () => await t.HistoryAsync(Project, new HistoryQuery { ResourceType = "Patient" }, late.Token));
                await t.PutAsync(Project, Resource("Patient", "p2"), c);
                return (await t.SearchAsync(Project, new SearchQuery { ResourceType = "Patient" }, c)).Resources.Count;
            },
            None);

        found.ShouldBe(2);
        (await Store.ReadAsync(Project, Key, None)).ShouldNotBeNull();
        (await Store.ReadAsync(Project, new ResourceKey("Patient", "p2"), None)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_failed_work_leaves_no_name_behind_that_others_stumble_over()
    {
        await Should.ThrowAsync<ArithmeticException>(() => WriteAsync(async t =>
        {
            await t.PutAsync(Project, Resource("Patient", "p1"), None);
            throw new ArithmeticException();
        }));

        await WriteAsync(t => t.PutAsync(OtherProject, Resource("Observation", "o1"), None).AsTask());
        await WriteAsync(t => t.PutAsync(Project, Resource("Patient", "p1"), None).AsTask());

        (await Store.ReadAsync(Project, Key, None)).ShouldNotBeNull();
        (await Store.ReadAsync(OtherProject, Key, None)).ShouldBeNull();
        (await Store.ReadAsync(OtherProject, new("Observation", "o1"), None)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Concurrent_works_fail_alone()
    {
        var works = Enumerable.Range(0, 200).Select(i => Task.Run(() => WriteAsync(async t =>
        {
            await t.PutAsync(Project, Resource("Patient", $"p{i}"), None);
            if (i % 3 == 0)
            {
                throw new ArithmeticException();
            }
        }))).ToList();
        await Task.WhenAll(works.Select(w => w.ContinueWith(_ => { }, TaskScheduler.Default)));

        for (var i = 0; i < works.Count; i++)
        {
            works[i].IsFaulted.ShouldBe(i % 3 == 0);
            (await Store.ReadAsync(Project, new("Patient", $"p{i}"), None) is null).ShouldBe(i % 3 == 0);
        }
    }

    [Fact]
    public async Task Work_that_goes_asynchronous_is_still_one_transaction()
    {
        await WriteAsync(async t =>
        {
            await t.PutAsync(Project, Resource("Patient", "p1"), None);
            await Task.Yield();
            await t.PutAsync(Project, Resource("Patient", "p2"), None);
        });

        (await Store.ReadAsync(Project, new("Patient", "p2"), None)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_transaction_cannot_be_used_after_its_work()
    {
        IStoreTransaction? kept = null;
        await WriteAsync(t =>
        {
            kept = t;
            return Task.CompletedTask;
        });

        await Should.ThrowAsync<ObjectDisposedException>(async () => await kept!.ReadAsync(Project, Key, None));
    }

    [Fact]
    public async Task Cancelled_work_that_did_not_begin_never_runs()
    {
        using var cancellation = new CancellationTokenSource();
        using var holding = new ManualResetEventSlim();
        using var held = new SemaphoreSlim(0);
        var ran = false;
        var first = WriteAsync(_ =>
        {
            held.Release();
            holding.Wait();
            return Task.CompletedTask;
        });
        await held.WaitAsync();
        var second = Store.WriteAsync((_, _) => ValueTask.FromResult(ran = true), cancellation.Token);

        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => second);
        holding.Set();
        await first;
        await WriteAsync(_ => Task.CompletedTask);
        ran.ShouldBeFalse();
    }

    [Fact]
    public async Task A_token_cancelled_before_the_call_runs_nothing() =>
        await Should.ThrowAsync<OperationCanceledException>(() => Store.WriteAsync<bool>((_, _) => throw new ArithmeticException(), new CancellationToken(true)));

    [Fact]
    public async Task The_check_succeeds_while_the_store_answers() => await Store.CheckAsync(None);

    [Fact]
    public async Task Readers_do_not_wait_for_a_running_write()
    {
        await WriteAsync(t => t.PutAsync(Project, Resource("Patient", "p1"), None).AsTask());
        using var holding = new ManualResetEventSlim();
        using var held = new SemaphoreSlim(0);
        var write = WriteAsync(async t =>
        {
            await t.PutAsync(Project, Resource("Patient", "p1"), None);
            held.Release();
            holding.Wait();
        });
        await held.WaitAsync();

        (await Store.ReadAsync(Project, Key, None))!.VersionId.ShouldBe(1);
        holding.Set();
        await write;
        (await Store.ReadAsync(Project, Key, None))!.VersionId.ShouldBe(2);
    }
}
