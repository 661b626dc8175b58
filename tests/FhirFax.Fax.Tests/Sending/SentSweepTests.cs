using FhirFax.Fax.Carriers;
using FhirFax.Store.Faxes;

namespace FhirFax.Fax.Tests.Sending;

/// <summary>Many faxes on their way at once: one listing answers for all, and never says more than is true.</summary>
public sealed class SentSweepTests
{
    private const int Many = 24;
    private static readonly TransmissionResult.Known Delivered = new(TransmissionState.Completed, null, null, 2, null);

    [Fact]
    public async Task Many_faxes_are_ended_by_few_listings_and_few_questions()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var asked = Count(fax);
        var id = await AcceptedAsync(fax);
        await TrackAsync(fax, seconds: 30);
        asked().ShouldBeLessThan(3 * Many);

        var before = asked();
        var ids = (await fax.DeliveriesAsync(id)).Select(static d => d.CarrierId!).ToList();
        fax.Scripted.Ended = () => new SentResult.Listed([.. ids.Select(static carrierId => new SentFax(carrierId.ToUpperInvariant(), Delivered))]);
        await TrackAsync(fax, seconds: 60);

        (await StatusesAsync(fax, id)).ShouldBe([DeliveryStatus.Completed]);
        (await fax.DeliveriesAsync(id)).Select(static d => d.Pages).Distinct().ShouldBe([2]);
        ((string?)(await fax.ReadAsync(id))["status"]).ShouldBe("completed");
        (asked() - before).ShouldBeLessThan(Many);
        fax.Scripted.EndedListings.ShouldBeLessThan(12);
    }

    [Fact]
    public async Task What_a_list_never_shows_is_still_asked_about()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var id = await AcceptedAsync(fax);
        await TrackAsync(fax, seconds: 30);
        fax.Scripted.Transmission = static _ => Delivered;

        await TrackAsync(fax, seconds: 300);

        (await StatusesAsync(fax, id)).ShouldBe([DeliveryStatus.Completed]);
    }

    [Fact]
    public async Task Without_a_list_each_is_asked_about()
    {
        await using var fax = await SendingFixture.CreateAsync();
        fax.Scripted.Ended = static () => new SentResult.Unavailable(ScriptedCarrier.Failure(CarrierFailureKind.Unreachable));
        var id = await AcceptedAsync(fax);
        fax.Scripted.Transmission = static _ => Delivered;

        await TrackAsync(fax, seconds: 30);

        (await StatusesAsync(fax, id)).ShouldBe([DeliveryStatus.Completed]);
    }

    [Fact]
    public async Task A_list_that_says_less_than_was_known_changes_nothing()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var id = await AcceptedAsync(fax);
        fax.Scripted.Transmission = static _ => Delivered;
        await TrackAsync(fax, seconds: 30);
        var ids = (await fax.DeliveriesAsync(id)).Select(static d => d.CarrierId!).ToList();
        fax.Scripted.Ended = () => new SentResult.Listed(
            [.. ids.Select(static carrierId => new SentFax(carrierId, new TransmissionResult.Known(TransmissionState.Failed, "E41", null, null, null)))]);

        await TrackAsync(fax, seconds: 30);

        (await StatusesAsync(fax, id)).ShouldBe([DeliveryStatus.Completed]);
    }

    private static async Task<IEnumerable<DeliveryStatus>> StatusesAsync(SendingFixture fax, string id) =>
        (await fax.DeliveriesAsync(id)).Select(static d => d.Status).Distinct();

    private static async Task<string> AcceptedAsync(SendingFixture fax)
    {
        var recipients = new List<string>();
        for (var i = 0; i < Many; i++)
        {
            recipients.Add(await fax.OrganizationAsync($"+1555000{i:D4}"));
        }

        var id = await fax.SentAsync(await fax.GoodAsync([.. recipients]));
        while (await fax.HandOver.RunOnceAsync(default) > 0)
        {
        }

        return id;
    }

    private static Func<int> Count(SendingFixture fax)
    {
        var asked = 0;
        var answer = fax.Scripted.Transmission;
        fax.Scripted.Transmission = carrierId =>
        {
            Interlocked.Increment(ref asked);
            return answer(carrierId);
        };
        return () => asked;
    }

    private static async Task TrackAsync(SendingFixture fax, int seconds)
    {
        for (var second = 0; second < seconds; second += 5)
        {
            fax.Clock.Advance(TimeSpan.FromSeconds(5));
            while (await fax.Tracking.RunOnceAsync(default) > 0)
            {
            }
        }
    }
}
