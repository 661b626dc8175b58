using FhirFax.Fax.Carriers;
using FhirFax.Store.Faxes;

namespace FhirFax.Fax.Tests.Receiving;

public sealed class MailboxListingTests
{
    private static readonly MailboxKey Mailbox = ReceivingFixture.Mailbox;
    private static readonly DateTimeOffset Received = ReceivingFixture.Received;

    [Fact]
    public async Task Every_listed_fax_is_a_row_before_any_image_is_asked_for()
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        fixture.Carrier.Arrive(Mailbox, "f1", Received);
        fixture.Carrier.Arrive(Mailbox, "f2", Received);
        var rows = new List<InboxStatus?>();
        fixture.Carrier.Hook = async step =>
        {
            if (step == "+image f1" || step == "+image f2")
            {
                rows.Add((await fixture.Store.InboxAsync(Mailbox, step == "+image f1" ? "f2" : "f1", default))?.Status);
            }
        };

        await fixture.ReceiveAsync();

        rows.Count.ShouldBe(2);
        rows.ShouldAllBe(r => r != null);
        rows[0].ShouldBe(InboxStatus.Seen);
    }

    [Fact]
    public async Task A_fax_read_in_the_portal_comes_in_by_the_window()
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        fixture.Carrier.Arrive(Mailbox, "f1", Received).IsDownloaded = true;

        (await fixture.ReceiveAsync()).Communications.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_fax_that_waited_long_comes_in_by_the_flag_and_old_read_ones_do_not()
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        fixture.Carrier.Arrive(Mailbox, "unread", Received.AddDays(-300));
        fixture.Carrier.Arrive(Mailbox, "read", Received.AddDays(-300)).IsDownloaded = true;

        await fixture.ReceiveAsync();

        (await fixture.FaxIdsAsync()).ShouldBe(["unread"]);
    }

    [Fact]
    public async Task The_first_listing_reaches_back_to_Since()
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        fixture.Options = fixture.Options with { Since = Received.AddDays(-10) };
        fixture.Carrier.Arrive(Mailbox, "in", Received.AddDays(-9)).IsDownloaded = true;
        fixture.Carrier.Arrive(Mailbox, "out", Received.AddDays(-11)).IsDownloaded = true;

        await fixture.ReceiveAsync();

        (await fixture.FaxIdsAsync()).ShouldBe(["in"]);
    }

    [Fact]
    public async Task A_listing_is_repeated_until_two_passes_agree()
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        var slipped = fixture.Carrier.Arrive(Mailbox, "slipped", Received);
        slipped.IsHidden = true;
        fixture.Carrier.Arrive(Mailbox, "f1", Received);
        var passes = 0;
        fixture.Carrier.Hook = step =>
        {
            // Comes back into the listing with the second pass.
            slipped.IsHidden = !(step == "+list new" && ++passes >= 2) && slipped.IsHidden;
            return Task.CompletedTask;
        };

        await fixture.ReceiveAsync();

        (await fixture.FaxIdsAsync()).ShouldBe(["f1", "slipped"]);
        passes.ShouldBe(3);
    }

    [Fact]
    public async Task A_mailbox_that_never_stands_still_is_read_all_the_same_but_the_watermark_waits()
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        var arrived = 0;
        fixture.Carrier.Hook = step =>
        {
            if (step == "+list new")
            {
                fixture.Carrier.Arrive(Mailbox, $"f{arrived++}", Received);
            }

            return Task.CompletedTask;
        };

        await fixture.ReceiveAsync();

        arrived.ShouldBeGreaterThan(3);
        (await fixture.FaxIdsAsync()).Count.ShouldBe(arrived);
        (await fixture.Store.WatermarkAsync(Mailbox, default)).ShouldBeNull();
    }

    [Fact]
    public async Task The_watermark_follows_the_carriers_clock_and_stops_at_what_is_not_stored()
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        var imports = fixture.Server();
        fixture.Carrier.Arrive(Mailbox, "f1", Received);
        await fixture.ReceiveAsync(imports);
        (await fixture.Store.WatermarkAsync(Mailbox, default)).ShouldBe(Received);

        var late = fixture.Carrier.Arrive(Mailbox, "late", Received.AddMinutes(1));
        late.Answers.Enqueue(new ImageResult.NotReady("Not there yet."));
        fixture.Carrier.Arrive(Mailbox, "f3", Received.AddMinutes(2));
        await fixture.ReceiveAsync(imports);
        (await fixture.Store.WatermarkAsync(Mailbox, default)).ShouldBe(Received.AddMinutes(1));

        fixture.Clock.Advance(TimeSpan.FromSeconds(3));
        await fixture.ReceiveAsync(imports);
        (await fixture.Store.WatermarkAsync(Mailbox, default)).ShouldBe(Received.AddMinutes(2));
    }

    [Fact]
    public async Task A_timestamp_from_the_future_does_not_hide_what_comes_until_then()
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        var server = fixture.Server();
        fixture.Carrier.Arrive(Mailbox, "future", Received.AddYears(50));
        await fixture.ReceiveAsync(server);
        fixture.Carrier.Arrive(Mailbox, "read", fixture.Clock.GetUtcNow()).IsDownloaded = true;

        await fixture.ReceiveAsync(server);

        (await fixture.FaxIdsAsync()).ShouldBe(["future", "read"]);
        (await fixture.Store.WatermarkAsync(Mailbox, default)).ShouldBe(fixture.Clock.GetUtcNow());
    }

    [Fact]
    public async Task A_fax_that_turns_up_in_the_listing_a_day_late_still_comes_in()
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        var server = fixture.Server();
        fixture.Carrier.Arrive(Mailbox, "f1", Received);
        await fixture.ReceiveAsync(server);
        fixture.Carrier.Arrive(Mailbox, "late", Received.AddHours(-23)).IsDownloaded = true;

        await fixture.ReceiveAsync(server);

        (await fixture.FaxIdsAsync()).ShouldBe(["f1", "late"]);
    }
}
