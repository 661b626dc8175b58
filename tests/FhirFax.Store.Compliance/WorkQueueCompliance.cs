using System.Collections.Concurrent;
using FhirFax.Store.Queue;
using static FhirFax.Store.Compliance.Samples;

namespace FhirFax.Store.Compliance;

/// <summary><see cref="IWorkQueue"/> and <see cref="IWorkWriter"/>.</summary>
public abstract class WorkQueueCompliance : StoreCompliance
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Due_work_is_claimed_oldest_first_and_only_of_its_kind()
    {
        await EnqueueAsync("b", Noon.AddSeconds(-1));
        await EnqueueAsync("a", Noon);
        await EnqueueAsync("later", Noon.AddTicks(1));
        await EnqueueAsync("other", Noon, WorkKind.Track);

        var claimed = await ClaimAsync(Noon);

        claimed.Select(w => w.Subject).ShouldBe(["b", "a"]);
        claimed.ShouldAllBe(w => w.Tries == 1 && w.Lease != null && w.Kind == WorkKind.Submit && w.Project == Project);
        claimed[0].DueAt.ShouldBe(Noon.AddSeconds(-1));
        (await ClaimAsync(Noon)).ShouldBeEmpty();
        (await Store.ClaimAsync(WorkKind.Track, Noon, Lease, 10, None)).ShouldHaveSingleItem().Subject.ShouldBe("other");
    }

    [Fact]
    public async Task No_more_than_asked_for_is_claimed()
    {
        await EnqueueAsync("a", Noon);
        await EnqueueAsync("b", Noon);

        (await ClaimAsync(Noon, 1)).Count.ShouldBe(1);
        (await ClaimAsync(Noon, 0)).ShouldBeEmpty();
        (await ClaimAsync(Noon, 5)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_lease_that_is_over_is_taken_over_and_its_old_holder_refused()
    {
        await EnqueueAsync("a", Noon);
        var first = (await ClaimAsync(Noon))[0];

        (await ClaimAsync(Noon + Lease - TimeSpan.FromTicks(1))).ShouldBeEmpty();
        var second = (await ClaimAsync(Noon + Lease)).ShouldHaveSingleItem();

        second.Tries.ShouldBe(2);
        (await CompleteAsync(first)).ShouldBeFalse();
        (await RescheduleAsync(first, Noon)).ShouldBeFalse();
        (await CompleteAsync(second)).ShouldBeTrue();
        (await CompleteAsync(second)).ShouldBeFalse();
        (await Store.NextDueAsync(WorkKind.Submit, None)).ShouldBeNull();
    }

    [Fact]
    public async Task Work_that_is_enqueued_claimed_is_its_callers_until_the_lease_is_over()
    {
        WorkItem? own = null;
        await WriteAsync(async transaction => own = await transaction.EnqueueClaimedAsync(Project, WorkKind.Submit, "a", Noon, Lease, None));

        own.ShouldNotBeNull().Tries.ShouldBe(1);
        (await ClaimAsync(Noon + Lease - TimeSpan.FromTicks(1))).ShouldBeEmpty();
        (await Store.NextDueAsync(WorkKind.Submit, None)).ShouldBe(Noon + Lease);
        var taken = (await ClaimAsync(Noon + Lease)).ShouldHaveSingleItem();
        taken.Tries.ShouldBe(2);
        (await CompleteAsync(own)).ShouldBeFalse();
        (await CompleteAsync(taken)).ShouldBeTrue();
    }

    [Fact]
    public async Task Work_that_is_enqueued_claimed_is_free_after_a_restart()
    {
        WorkItem? own = null;
        await WriteAsync(async transaction => own = await transaction.EnqueueClaimedAsync(Project, WorkKind.Submit, "a", Noon, Lease, None));

        await Store.ReleaseLeasesAsync(None);

        (await ClaimAsync(Noon)).ShouldHaveSingleItem().Subject.ShouldBe("a");
        (await CompleteAsync(own!)).ShouldBeFalse();
    }

    [Fact]
    public async Task Completed_work_is_gone_and_rescheduled_work_comes_back()
    {
        await EnqueueAsync("a", Noon);
        var item = (await ClaimAsync(Noon))[0];

        (await RescheduleAsync(item, Noon.AddMinutes(5))).ShouldBeTrue();

        (await ClaimAsync(Noon.AddMinutes(5).AddTicks(-1))).ShouldBeEmpty();
        (await Store.NextDueAsync(WorkKind.Submit, None)).ShouldBe(Noon.AddMinutes(5));
        (await CompleteAsync(item)).ShouldBeFalse();
        (await ClaimAsync(Noon.AddMinutes(5))).ShouldHaveSingleItem().Tries.ShouldBe(2);
    }

    [Fact]
    public async Task An_entry_is_unique_and_enqueueing_it_again_moves_it_and_frees_its_lease()
    {
        await EnqueueAsync("a", Noon);
        var claimed = (await ClaimAsync(Noon))[0];

        await EnqueueAsync("a", Noon.AddMinutes(-1));

        (await CompleteAsync(claimed)).ShouldBeFalse();
        (await ClaimAsync(Noon)).ShouldHaveSingleItem().DueAt.ShouldBe(Noon.AddMinutes(-1));
        await EnqueueAsync("a", Noon.AddMinutes(3));
        (await ClaimAsync(Noon.AddMinutes(2))).ShouldBeEmpty();
        (await Store.NextDueAsync(WorkKind.Submit, None)).ShouldBe(Noon.AddMinutes(3));
    }

    [Fact]
    public async Task A_nudge_only_brings_unclaimed_work_forward()
    {
        await NudgeAsync("a", Noon);
        (await Store.NextDueAsync(WorkKind.Submit, None)).ShouldBeNull();

        await EnqueueAsync("a", Noon.AddMinutes(2));
        await NudgeAsync("a", Noon.AddMinutes(3));
        (await Store.NextDueAsync(WorkKind.Submit, None)).ShouldBe(Noon.AddMinutes(2));
        await NudgeAsync("a", Noon.AddMinutes(1));
        (await Store.NextDueAsync(WorkKind.Submit, None)).ShouldBe(Noon.AddMinutes(1));

        var claimed = (await ClaimAsync(Noon.AddMinutes(1)))[0];
        await NudgeAsync("a", Noon);
        (await ClaimAsync(Noon.AddMinutes(1))).ShouldBeEmpty();
        (await CompleteAsync(claimed)).ShouldBeTrue();
    }

    [Fact]
    public async Task The_next_due_time_is_that_of_the_first_entry_or_the_end_of_its_lease()
    {
        await EnqueueAsync("a", Noon);
        await EnqueueAsync("b", Noon.AddHours(1));
        (await Store.NextDueAsync(WorkKind.Submit, None)).ShouldBe(Noon);

        await ClaimAsync(Noon);

        (await Store.NextDueAsync(WorkKind.Submit, None)).ShouldBe(Noon + Lease);
        (await Store.NextDueAsync(WorkKind.Track, None)).ShouldBeNull();
    }

    [Fact]
    public async Task Releasing_frees_what_a_dead_process_held()
    {
        await EnqueueAsync("a", Noon);
        var held = (await ClaimAsync(Noon))[0];

        await Store.ReleaseLeasesAsync(None);

        (await CompleteAsync(held)).ShouldBeFalse();
        (await ClaimAsync(Noon)).ShouldHaveSingleItem().Tries.ShouldBe(2);
    }

    [Fact]
    public async Task Claims_at_once_share_the_work_without_overlap()
    {
        for (var i = 0; i < 100; i++)
        {
            await EnqueueAsync($"w{i}", Noon);
        }

        var claimed = new ConcurrentBag<WorkItem>();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (await ClaimAsync(Noon, 3) is { Count: > 0 } items)
            {
                foreach (var item in items)
                {
                    claimed.Add(item);
                }
            }
        })));

        claimed.Select(w => w.Subject).Distinct().Count().ShouldBe(100);
        claimed.Count.ShouldBe(100);
    }

    [Fact]
    public async Task Projects_have_their_own_entries()
    {
        await EnqueueAsync("a", Noon);
        await WriteAsync(t => t.EnqueueAsync(OtherProject, WorkKind.Submit, "a", Noon.AddSeconds(-1), None).AsTask());

        var claimed = await ClaimAsync(Noon);

        claimed.Select(w => w.Project).ShouldBe([OtherProject, Project]);
        (await CompleteAsync(claimed[0])).ShouldBeTrue();
        (await Store.NextDueAsync(WorkKind.Submit, None)).ShouldBe(Noon + Lease);
    }

    [Fact]
    public async Task Available_work_is_announced_after_the_commit_only()
    {
        var announced = new ConcurrentQueue<(WorkKind Kind, bool Visible)>();
        using var heard = new SemaphoreSlim(0);
        Store.WorkAvailable += async kind =>
        {
            announced.Enqueue((kind, await Store.NextDueAsync(kind, None) is not null));
            heard.Release();
        };
        await WriteAsync(async t =>
        {
            await t.EnqueueAsync(Project, WorkKind.Track, "x", Noon, None);
            t.Abandon();
        });

        await EnqueueAsync("a", Noon);

        await heard.WaitAsync(TimeSpan.FromSeconds(30));
        announced.ShouldBe([(WorkKind.Submit, true)]);
    }

    private Task EnqueueAsync(string subject, DateTimeOffset due, WorkKind kind = WorkKind.Submit) =>
        WriteAsync(t => t.EnqueueAsync(Project, kind, subject, due, None).AsTask());

    private Task NudgeAsync(string subject, DateTimeOffset due) => WriteAsync(t => t.NudgeAsync(Project, WorkKind.Submit, subject, due, None).AsTask());

    private Task<IReadOnlyList<WorkItem>> ClaimAsync(DateTimeOffset now, int max = 10) => Store.ClaimAsync(WorkKind.Submit, now, Lease, max, None);

    private Task<bool> CompleteAsync(WorkItem item) => Store.WriteAsync((t, c) => t.CompleteAsync(item, c), None);

    private Task<bool> RescheduleAsync(WorkItem item, DateTimeOffset due) => Store.WriteAsync((t, c) => t.RescheduleAsync(item, due, c), None);
}
