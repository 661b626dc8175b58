using FhirFax.Fax.Carriers;
using FhirFax.Fax.Mailboxes;
using FhirFax.Fax.Projects;
using FhirFax.Fax.Receiving;
using FhirFax.Store;
using FhirFax.Store.Faxes;
using Microsoft.Extensions.Logging.Abstractions;

namespace FhirFax.Fax.Tests.Receiving;

public sealed class ReceivePollerTests
{
    private static readonly MailboxKey Other = new("app-1", "user-2");

    [Fact]
    public async Task The_projects_mailbox_and_every_claimed_one_are_read_again_and_again()
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        await fixture.Store.WriteAsync((transaction, token) => transaction.ClaimMailboxAsync(Other, ReceivingFixture.Project, token), default);
        fixture.Carrier.Arrive(ReceivingFixture.Mailbox, "f1", ReceivingFixture.Received);
        fixture.Carrier.Arrive(Other, "f2", ReceivingFixture.Received);
        await using var polling = await PollingAsync(fixture);
        await ReceivingFixture.UntilAsync(async () => (await fixture.FaxIdsAsync()).SequenceEqual(["f1", "f2"]));

        fixture.Carrier.Arrive(Other, "f3", ReceivingFixture.Received.AddMinutes(1));
        await ReceivingFixture.UntilAsync(async () =>
        {
            fixture.Clock.Advance(TimeSpan.FromSeconds(10));
            return (await fixture.FaxIdsAsync()).SequenceEqual(["f1", "f2", "f3"]);
        });
    }

    [Fact]
    public async Task A_mailbox_that_is_no_longer_allowed_is_not_read()
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        await fixture.Store.WriteAsync((transaction, token) => transaction.ClaimMailboxAsync(Other, ReceivingFixture.Project, token), default);
        fixture.Carrier.Arrive(ReceivingFixture.Mailbox, "f1", ReceivingFixture.Received);
        fixture.Carrier.Arrive(Other, "f2", ReceivingFixture.Received);
        await using var polling = await PollingAsync(fixture, ReceivingFixture.TheProject with { SharesAppId = true });

        await ReceivingFixture.UntilAsync(() =>
        {
            fixture.Clock.Advance(TimeSpan.FromSeconds(10));
            return Task.FromResult(fixture.Carrier.CallsOf("list new") >= 6);
        });

        (await fixture.FaxIdsAsync()).ShouldBe(["f1"]);
    }

    [Fact]
    public async Task With_a_zero_interval_nothing_is_read()
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        fixture.Options = fixture.Options with { PollInterval = TimeSpan.Zero };
        await using var polling = await PollingAsync(fixture);

        await polling.Poller.ExecuteTask!;

        fixture.Carrier.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task After_failures_a_mailbox_is_asked_less_and_less_often_and_comes_back()
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        fixture.Carrier.Outage = new CarrierFailure(CarrierFailureKind.CredentialsRefused, "Refused.", 401);
        await using var polling = await PollingAsync(fixture);
        await ReceivingFixture.UntilAsync(() => Task.FromResult(fixture.Carrier.CallsOf("list") == 1));

        // Twenty hours in steps: a try every 30 to 33 minutes at last.
        for (var i = 0; i < 1200; i++)
        {
            await ReceivingFixture.UntilAsync(() => Task.FromResult(fixture.Clock.PendingTimers > 0));
            fixture.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        fixture.Carrier.CallsOf("list").ShouldBeInRange(30, 50);
        fixture.Carrier.Outage = null;
        fixture.Carrier.Arrive(ReceivingFixture.Mailbox, "f1", ReceivingFixture.Received);
        await ReceivingFixture.UntilAsync(async () =>
        {
            fixture.Clock.Advance(TimeSpan.FromMinutes(1));
            return (await fixture.FaxIdsAsync()).Count == 1;
        });
    }

    [Fact]
    public async Task One_broken_mailbox_does_not_stop_the_others()
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        await fixture.Store.WriteAsync((transaction, token) => transaction.ClaimMailboxAsync(Other, ReceivingFixture.Project, token), default);
        fixture.Carrier.Arrive(Other, "bad", ReceivingFixture.Received);
        fixture.Carrier.Arrive(ReceivingFixture.Mailbox, "f1", ReceivingFixture.Received);
        fixture.Carrier.Hook = step => step == "+image bad" ? throw new InvalidOperationException("A defect.") : Task.CompletedTask;
        await using var polling = await PollingAsync(fixture);
        await ReceivingFixture.UntilAsync(async () => (await fixture.FaxIdsAsync()).Count == 1);

        fixture.Carrier.Hook = _ => Task.CompletedTask;
        await ReceivingFixture.UntilAsync(async () =>
        {
            fixture.Clock.Advance(TimeSpan.FromMinutes(1));
            return (await fixture.FaxIdsAsync()).Count == 2;
        });
    }

    [Fact]
    public async Task A_late_document_is_asked_for_before_the_interval_is_over()
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        fixture.Options = fixture.Options with { PollInterval = TimeSpan.FromHours(6) };
        fixture.Carrier.Arrive(ReceivingFixture.Mailbox, "f1", ReceivingFixture.Received).Answers.Enqueue(new ImageResult.NotReady("Not there yet."));
        await using var polling = await PollingAsync(fixture);
        await ReceivingFixture.UntilAsync(() => Task.FromResult(fixture.Carrier.CallsOf("image") == 1 && fixture.Clock.PendingTimers > 0));

        await ReceivingFixture.UntilAsync(async () =>
        {
            fixture.Clock.Advance(TimeSpan.FromSeconds(1));
            return (await fixture.FaxIdsAsync()).Count == 1;
        });
        (fixture.Clock.GetUtcNow() - new DateTimeOffset(2026, 1, 15, 12, 0, 0, TimeSpan.Zero)).ShouldBeLessThan(TimeSpan.FromHours(1));
    }

    private static async Task<Polling> PollingAsync(ReceivingFixture fixture, FaxProject? project = null)
    {
        var poller = new ReceivePoller(
            new Directory(project ?? ReceivingFixture.TheProject),
            fixture.Store,
            new MailboxResolver(fixture.Store, fixture.Clock),
            fixture.Imports(),
            fixture.Options,
            fixture.Clock,
            NullLogger<ReceivePoller>.Instance);
        await poller.StartAsync(default);
        return new Polling(poller);
    }

    private sealed class Polling(ReceivePoller poller) : IAsyncDisposable
    {
        public ReceivePoller Poller { get; } = poller;

        public async ValueTask DisposeAsync()
        {
            await Poller.StopAsync(default);
            Poller.Dispose();
        }
    }

    private sealed class Directory(FaxProject project) : IProjectDirectory
    {
        public IReadOnlyList<FaxProject> All => [project];

        public bool TryGet(ProjectKey key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out FaxProject? found)
        {
            found = key == project.Key ? project : null;
            return found is not null;
        }
    }
}
