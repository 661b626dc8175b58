using FhirFax.Fax.Carriers;
using FhirFax.Fax.Receiving;
using FhirFax.Store.Faxes;

namespace FhirFax.Fax.Tests.Receiving;

/// <summary>Calls and the timer at one mailbox at once.</summary>
public sealed class ImportSharingTests
{
    private static readonly MailboxKey Mailbox = ReceivingFixture.Mailbox;
    private static readonly DateTimeOffset Received = ReceivingFixture.Received;

    [Fact]
    public async Task Calls_at_the_same_time_share_the_work_and_each_fax_is_in_one_answer()
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        var server = fixture.Server();
        for (var i = 0; i < 5; i++)
        {
            fixture.Carrier.Arrive(Mailbox, $"f{i}", Received);
        }

        var started = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        fixture.Carrier.Hook = async _ =>
        {
            started.TrySetResult();
            await release.Task;
        };
        var first = fixture.ReceiveAsync(server);
        await started.Task;
        var others = Enumerable.Range(0, 8).Select(_ => fixture.ReceiveAsync(server)).ToList();
        release.SetResult();
        var results = await Task.WhenAll([first, .. others]);

        results.SelectMany(r => r.Communications).Select(c => c.Key).Distinct().Count().ShouldBe(5);
        results.Sum(r => r.Communications.Count).ShouldBe(5);
        (await fixture.FaxIdsAsync()).Count.ShouldBe(5);
        fixture.Carrier.CallsOf("image").ShouldBe(5);
        // One run that was under way, one for everybody who came meanwhile: two passes each.
        fixture.Carrier.CallsOf("list new").ShouldBe(4);
    }

    [Fact]
    public async Task A_fax_that_comes_during_a_run_is_brought_in_by_a_call_made_after_it_came()
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        var server = fixture.Server();
        fixture.Carrier.Arrive(Mailbox, "f1", Received);
        var fetching = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        fixture.Carrier.Hook = async step =>
        {
            if (step == "+image f1")
            {
                fetching.TrySetResult();
                await release.Task;
            }
        };
        var first = fixture.ReceiveAsync(server);
        await fetching.Task;
        fixture.Carrier.Arrive(Mailbox, "f2", Received);
        var second = fixture.ReceiveAsync(server);
        release.SetResult();

        (await first).Communications.Count.ShouldBe(1);
        (await second).Communications.Count.ShouldBe(1);
        (await fixture.FaxIdsAsync()).ShouldBe(["f1", "f2"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_call_during_a_run_of_the_timer_answers_with_what_that_run_brings_in()
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        var imports = fixture.Imports();
        var server = fixture.Server(imports);
        fixture.Carrier.Arrive(Mailbox, "f1", Received);
        var fetching = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        fixture.Carrier.Hook = async step =>
        {
            if (step == "+image f1")
            {
                fetching.TrySetResult();
                await release.Task;
            }
        };
        var timer = imports.Join(
            new ImportTarget(ReceivingFixture.Project, new CarrierAccount(Mailbox.AppId, "key", Mailbox.UserId), null), new ImportProgress(isCall: false));
        await fetching.Task;
        var call = fixture.ReceiveAsync(server);
        release.SetResult();

        (await call).Communications.ShouldHaveSingleItem();
        await timer;
    }
}
