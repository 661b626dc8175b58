using FhirFax.Fax.Carriers;
using FhirFax.Fax.Sending;
using FhirFax.Store.Faxes;
using FhirFax.Store.Queue;
using FhirFax.Store.Resources;

namespace FhirFax.Fax.Tests.Sending;

public sealed class ProjectionTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Only_what_passes_a_sandbox_is_marked_as_a_test(bool isSandbox)
    {
        await using var fax = await SendingFixture.CreateAsync();
        fax.Scripted.IsSandbox = isSandbox;
        var id = await fax.SentAsync(await fax.GoodAsync());
        (await fax.TextAsync(id)).Contains("HTEST", StringComparison.Ordinal).ShouldBe(isSandbox);
    }

    [Fact]
    public async Task Each_recipient_shows_its_delivery()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var id = await fax.SentAsync(await fax.GoodAsync(
            await fax.OrganizationAsync(), await fax.OrganizationAsync("+15550000002"), await fax.OrganizationAsync()));
        await fax.HandOver.RunOnceAsync(default);
        var communication = await fax.ReadAsync(id);
        var deliveries = await fax.DeliveriesAsync(id);
        for (var i = 0; i < 3; i++)
        {
            var delivery = deliveries[i == 1 ? 1 : 0];
            var extension = communication["recipient"]![i]!["extension"]!.AsArray().ShouldHaveSingleItem()!;
            ((string?)extension["url"]).ShouldBe(FaxUrls.FaxDeliveryExtension);
            var parts = extension["extension"]!.AsArray().ToDictionary(p => (string)p!["url"]!, p => p!.AsObject());
            ((string?)parts["delivery"]["valueString"]).ShouldBe(delivery.Id);
            ((string?)parts["number"]["valueString"]).ShouldBe(delivery.Number);
            ((string?)parts["carrierId"]["valueString"]).ShouldBe(delivery.CarrierId);
            ((string?)parts["status"]["valueCode"]).ShouldBe("in-progress");
            ((int?)parts["attempts"]["valueUnsignedInt"]).ShouldBe(1);
            parts.ShouldContainKey("submitted");
            parts.ShouldNotContainKey("completed");
            parts.ShouldNotContainKey("pages");
        }

        var pages = communication["extension"]!.AsArray().ShouldHaveSingleItem()!;
        ((string?)pages["url"]).ShouldBe(FaxUrls.FaxPageCountExtension);
        ((int?)pages["valueUnsignedInt"]).ShouldBe(deliveries[0].Documents[0].Pages);
    }

    [Fact]
    public async Task A_second_attempt_leads_and_the_first_ones_id_stays_as_old()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var id = await fax.SentAsync(await fax.GoodAsync());
        await fax.HandOver.RunOnceAsync(default);
        var sent = (string?)(await fax.ReadAsync(id))["sent"];
        fax.Scripted.Transmission = _ => new TransmissionResult.Known(TransmissionState.Failed, "E41", null, null, null);
        fax.Pass(TimeSpan.FromMinutes(1));
        await fax.Tracking.RunOnceAsync(default);

        var failed = await fax.DeliveryAsync(id);
        await fax.Store.WriteAsync(
            async (transaction, token) =>
            {
                await transaction.EnqueueAsync(failed.Project, WorkKind.Submit, failed.Id, transaction.Now, token);
                return await transaction.UpdateDeliveryAsync(failed with { Status = DeliveryStatus.Queued, Completed = null, ErrorCode = null }, token);
            },
            default);
        fax.Pass(TimeSpan.FromMinutes(1));
        await fax.HandOver.RunOnceAsync(default);

        var communication = await fax.ReadAsync(id);
        communication["identifier"]!.AsArray().Select(i => ((string?)i!["use"], (string?)i["value"])).ShouldBe([(null, "fax-2"), ("old", "fax-1")]);
        ((string?)communication["sent"]).ShouldBe(sent);
        (await fax.AttemptsAsync(id)).Select(a => a.Status).ShouldBe([AttemptStatus.Failed, AttemptStatus.Accepted]);
    }

    [Fact]
    public async Task What_a_client_added_meanwhile_is_kept_and_no_news_makes_no_version()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var id = await fax.SentAsync(await fax.GoodAsync());
        await fax.HandOver.RunOnceAsync(default);
        var edited = await fax.ReadAsync(id);
        edited["topic"] = new System.Text.Json.Nodes.JsonObject { ["text"] = "Überweisung" };
        await fax.PutAsync(edited);
        var version = await VersionAsync(fax, id);
        for (var i = 0; i < 5; i++)
        {
            fax.Pass(TimeSpan.FromMinutes(1));
            (await fax.Tracking.RunOnceAsync(default)).ShouldBe(1);
        }

        (await VersionAsync(fax, id)).ShouldBe(version);
        fax.Scripted.Transmission = _ => new TransmissionResult.Known(TransmissionState.Completed, null, null, 1, null);
        fax.Pass(TimeSpan.FromMinutes(5));
        await fax.Tracking.RunOnceAsync(default);
        (await fax.TextAsync(id)).ShouldContain("Überweisung");
        (await VersionAsync(fax, id)).ShouldBe(version + 1);
    }

    [Fact]
    public async Task The_end_of_a_deleted_fax_is_recorded_without_bringing_it_back()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var id = await fax.SentAsync(await fax.GoodAsync());
        await fax.HandOver.RunOnceAsync(default);
        await fax.Store.WriteAsync(
            (transaction, token) => transaction.DeleteAsync(SendingFixture.Key, new ResourceKey("Communication", id), null, null, token), default);
        fax.Scripted.Transmission = _ => new TransmissionResult.Known(TransmissionState.Completed, null, null, 1, null);
        fax.Pass(TimeSpan.FromMinutes(5));
        await fax.Tracking.RunOnceAsync(default);
        (await fax.DeliveryAsync(id)).Status.ShouldBe(DeliveryStatus.Completed);
        (await fax.Store.ReadAsync(SendingFixture.Key, new ResourceKey("Communication", id), default))!.IsDeleted.ShouldBeTrue();
    }

    [Fact]
    public async Task An_answer_that_the_carrier_delays_is_pending_after_the_wait()
    {
        await using var fax = await SendingFixture.CreateAsync(new SendingOptions { SubmitWait = TimeSpan.FromSeconds(10) });
        var sending = fax.SendAsync(await fax.GoodAsync());
        while (!sending.IsCompleted)
        {
            fax.Clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        (await sending).ShouldBeOfType<SendResult.Pending>().IsReplay.ShouldBeFalse();
    }

    private static async Task<long> VersionAsync(SendingFixture fax, string id) =>
        (await fax.Store.ReadAsync(SendingFixture.Key, new ResourceKey("Communication", id), default))!.VersionId;
}
