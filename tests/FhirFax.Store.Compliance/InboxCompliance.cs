using FhirFax.Store.Faxes;
using static FhirFax.Store.Compliance.Samples;

namespace FhirFax.Store.Compliance;

/// <summary>Listed inbound faxes, watermarks, and whose a mailbox is.</summary>
public abstract class InboxCompliance : StoreCompliance
{
    [Fact]
    public async Task A_listed_fax_is_added_once_whoever_lists_it()
    {
        var added = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => ListAsync(Inbox(Project, "f1")))));

        added.Count(a => a).ShouldBe(1);
        (await ListAsync(Inbox(OtherProject, "f1"))).ShouldBeFalse();
        (await ListAsync(Inbox(Project, "f1") with { Mailbox = new("app-1", "user-2") })).ShouldBeTrue();
        (await Store.InboxAsync(Mailbox, "f1", None)).ShouldBe(Inbox(Project, "f1"));
        (await Store.InboxAsync(Mailbox, "f2", None)).ShouldBeNull();
    }

    [Fact]
    public async Task An_inbox_entry_goes_its_way_and_is_unsettled_until_its_end()
    {
        await ListAsync(Inbox(Project, "late", Noon.AddMinutes(2)));
        await ListAsync(Inbox(Project, "early", Noon.AddMinutes(1)));
        await ListAsync(Inbox(Project, "done", Noon));
        var stored = Inbox(Project, "early", Noon.AddMinutes(1)) with
        {
            Status = InboxStatus.Stored,
            CommunicationId = "c1",
            Tries = 3,
            Received = Noon.AddTicks(1),
            Details = "{\"pages\":2}",
        };
        await WriteAsync(async t =>
        {
            await t.UpdateInboxAsync(stored, None);
            await t.UpdateInboxAsync(Inbox(Project, "done") with { Status = InboxStatus.Acknowledged }, None);
        });

        (await Store.UnsettledInboxAsync(Mailbox, 10, None)).Select(i => i.CarrierId).ShouldBe(["early", "late"]);
        (await Store.UnsettledInboxAsync(Mailbox, 1, None)).Select(i => i.CarrierId).ShouldBe(["early"]);
        (await Store.UnsettledInboxAsync(new("app-1", "user-2"), 10, None)).ShouldBeEmpty();
        (await Store.InboxOfAsync(Project, "c1", None)).ShouldBe(stored);
        (await Store.InboxOfAsync(OtherProject, "c1", None)).ShouldBeNull();
        await Should.ThrowAsync<InvalidOperationException>(() => WriteAsync(t => t.UpdateInboxAsync(Inbox(Project, "nobody"), None).AsTask()));
    }

    [Fact]
    public async Task A_watermark_is_the_mailboxs_own()
    {
        (await Store.WatermarkAsync(Mailbox, None)).ShouldBeNull();
        await WriteAsync(t => t.SetWatermarkAsync(Mailbox, Noon.AddTicks(1), None).AsTask());
        await WriteAsync(t => t.SetWatermarkAsync(Mailbox, Noon.AddTicks(2), None).AsTask());

        (await Store.WatermarkAsync(Mailbox, None)).ShouldBe(Noon.AddTicks(2));
        (await Store.WatermarkAsync(new("app-2", "user-1"), None)).ShouldBeNull();
    }

    [Fact]
    public async Task A_mailbox_belongs_to_one_project()
    {
        var claims = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(async () =>
        {
            var project = i % 2 == 0 ? Project : OtherProject;
            return (project, Outcome: await Store.WriteAsync((t, c) => t.ClaimMailboxAsync(Mailbox, project, c), None));
        })));

        var owner = (await Store.MailboxOwnerAsync(Mailbox, None))!.Value;
        claims.ShouldAllBe(c => (c.Outcome == ClaimOutcome.Ours) == (c.project == owner));
        (await Store.MailboxesAsync(owner, None)).ShouldBe([Mailbox]);
        (await Store.MailboxesAsync(owner == Project ? OtherProject : Project, None)).ShouldBeEmpty();
        (await Store.MailboxOwnerAsync(new("app-1", "USER-1"), None)).ShouldBeNull();
    }

    [Fact]
    public async Task A_mailbox_is_given_up_by_its_project_alone()
    {
        await Store.WriteAsync((t, c) => t.ClaimMailboxAsync(Mailbox, Project, c), None);

        await ReleaseAsync(OtherProject);
        (await Store.MailboxOwnerAsync(Mailbox, None)).ShouldBe(Project);

        await ReleaseAsync(Project);
        (await Store.MailboxOwnerAsync(Mailbox, None)).ShouldBeNull();
        (await Store.WriteAsync((t, c) => t.ClaimMailboxAsync(Mailbox, OtherProject, c), None)).ShouldBe(ClaimOutcome.Ours);

        Task<bool> ReleaseAsync(ProjectKey project) => Store.WriteAsync(
            async (t, c) =>
            {
                await t.ReleaseMailboxAsync(Mailbox, project, c);
                return true;
            },
            None);
    }

    private Task<bool> ListAsync(InboxRecord record) => Store.WriteAsync((t, c) => t.TryAddInboxAsync(record, c), None);
}
