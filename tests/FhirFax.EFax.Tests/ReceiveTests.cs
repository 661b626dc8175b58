using System.Text;
using FhirFax.EFax.Tests.Support;
using FhirFax.Fax.Carriers;

namespace FhirFax.EFax.Tests;

public sealed class ReceiveTests
{
    private static readonly byte[] Document = Encoding.Latin1.GetBytes("%PDF-1.4 1 0 obj <</Type/Page>> 2 0 obj <</Type /Page >> 3 0 obj <</Type /Pages>>");

    [Fact]
    public async Task A_received_fax_is_listed_fetched_and_acknowledged()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var id = await sandbox.DropInboundAsync(Document, "from=%2B12025550177&tsid=Remote");

        var fax = (await ListAsync(sandbox)).ShouldHaveSingleItem();
        fax.CarrierId.ShouldBe(id);
        fax.OriginatingNumber.ShouldBe("+12025550177");
        fax.DestinationNumber.ShouldBe("+12025550100");
        fax.StationId.ShouldBe("Remote");
        fax.Pages.ShouldBe(2);
        fax.IsDownloaded.ShouldBeFalse();
        fax.Completed.ShouldNotBeNull();

        using var destination = new MemoryStream();
        (await sandbox.Carrier.FetchImageAsync(RunningSandbox.Account, id, destination, 1000, default)).ShouldBe(new ImageResult.Fetched(Document.Length));
        destination.ToArray().ShouldBe(Document);
        (await ListAsync(sandbox)).ShouldBeEmpty();
        (await sandbox.Carrier.AcknowledgeAsync(RunningSandbox.Account, id, default)).ShouldBeOfType<AcknowledgeResult.Done>();
        (await sandbox.Carrier.AcknowledgeAsync(RunningSandbox.Account, id, default)).ShouldBeOfType<AcknowledgeResult.Done>();
    }

    [Fact]
    public async Task An_unavailable_caller_is_nobody()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.DropInboundAsync(Document);

        var fax = (await ListAsync(sandbox)).ShouldHaveSingleItem();

        fax.OriginatingNumber.ShouldBeNull();
        fax.StationId.ShouldBeNull();
    }

    [Fact]
    public async Task A_window_finds_what_somebody_else_has_read()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var id = await sandbox.DropInboundAsync(Document);
        await sandbox.Carrier.AcknowledgeAsync(RunningSandbox.Account, id, default);
        (await ListAsync(sandbox)).ShouldBeEmpty();

        var since = await sandbox.Carrier.ListReceivedAsync(
            RunningSandbox.Account, new ReceivedQuery(false, DateTimeOffset.UtcNow.AddHours(-1)), default);
        var later = await sandbox.Carrier.ListReceivedAsync(
            RunningSandbox.Account, new ReceivedQuery(false, DateTimeOffset.UtcNow.AddHours(1)), default);

        since.ShouldBeOfType<ReceivedResult.Listed>().Faxes.ShouldHaveSingleItem().IsDownloaded.ShouldBeTrue();
        later.ShouldBeOfType<ReceivedResult.Listed>().Faxes.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(99, 1)]
    [InlineData(100, 2)]
    [InlineData(201, 3)]
    public async Task All_pages_are_read(int count, int pages)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var ids = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => sandbox.DropInboundAsync(Document)));

        (await ListAsync(sandbox)).Select(static fax => fax.CarrierId).ShouldBe(ids, ignoreOrder: true);

        (await sandbox.CountAsync("GET", "/faxes/received")).ShouldBe(pages);
    }

    [Fact]
    public async Task A_page_that_fails_makes_no_half_listing()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 101).Select(_ => sandbox.DropInboundAsync(Document)));
        await ListAsync(sandbox);
        await sandbox.FaultAsync("GET", "/faxes/received", "garble");

        (await sandbox.Carrier.ListReceivedAsync(RunningSandbox.Account, new ReceivedQuery(true, null), default)).ShouldBeOfType<ReceivedResult.Unavailable>();
    }

    [Fact]
    public async Task An_image_that_is_not_there_yet_is_asked_for_again_later()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var id = await sandbox.DropInboundAsync(Document, "imageDelaySeconds=60");

        (await FetchAsync(sandbox, id)).ShouldBeOfType<ImageResult.NotReady>();
        (await ListAsync(sandbox)).ShouldHaveSingleItem().IsDownloaded.ShouldBeFalse();
        await sandbox.PostAsync("clock", new { advanceSeconds = 61 });
        (await FetchAsync(sandbox, id)).ShouldBeOfType<ImageResult.Fetched>();
    }

    [Fact]
    public async Task A_document_over_the_limit_is_not_taken()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var id = await sandbox.DropInboundAsync(Document);

        using var destination = new MemoryStream();
        var result = await sandbox.Carrier.FetchImageAsync(RunningSandbox.Account, id, destination, Document.Length - 1, default);

        result.ShouldBeOfType<ImageResult.Unreadable>();
    }

    [Fact]
    public async Task A_cut_image_is_an_outage_and_a_garbled_one_unreadable()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var id = await sandbox.DropInboundAsync(new byte[300_000]);

        await sandbox.FaultAsync("GET", "*/image", "truncate");
        (await FetchAsync(sandbox, id)).ShouldBeOfType<ImageResult.Unavailable>().Failure.Kind.ShouldBe(CarrierFailureKind.Unreachable);
        await sandbox.FaultAsync("GET", "*/image", "garble");
        (await FetchAsync(sandbox, id)).ShouldBeOfType<ImageResult.Unreadable>();
        (await FetchAsync(sandbox, id)).ShouldBeOfType<ImageResult.Fetched>();
    }

    [Fact]
    public async Task A_fax_of_another_mailbox_is_refused()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var id = await sandbox.DropInboundAsync(Document);
        using var destination = new MemoryStream();

        var result = await sandbox.Carrier.FetchImageAsync(RunningSandbox.Account with { UserId = "another" }, id, destination, 1000, default);

        result.ShouldBeOfType<ImageResult.Unavailable>().Failure.Kind.ShouldBe(CarrierFailureKind.MailboxRefused);
        destination.Length.ShouldBe(0);
    }

    [Theory]
    [InlineData("../tokens")]
    [InlineData("00000000-0000-4000-8000-000000000101/../../x")]
    [InlineData("")]
    public async Task What_is_no_fax_id_never_gets_into_a_path(string id)
    {
        await using var sandbox = await RunningSandbox.StartAsync();

        (await FetchAsync(sandbox, id)).ShouldBeOfType<ImageResult.Unavailable>().Failure.Kind.ShouldBe(CarrierFailureKind.NotFound);
        (await sandbox.Carrier.AcknowledgeAsync(RunningSandbox.Account, id, default)).ShouldBeOfType<AcknowledgeResult.Gone>();
        (await sandbox.Carrier.GetTransmissionAsync(RunningSandbox.Account, id, default)).ShouldBeOfType<TransmissionResult.Unavailable>();

        (await sandbox.GetAsync("requests")).AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task An_unknown_fax_is_gone_when_acknowledged()
    {
        await using var sandbox = await RunningSandbox.StartAsync();

        (await sandbox.Carrier.AcknowledgeAsync(RunningSandbox.Account, Guid.NewGuid().ToString(), default)).ShouldBeOfType<AcknowledgeResult.Gone>();
    }

    [Fact]
    public async Task Reads_are_repeated_after_a_broken_connection_or_a_5xx()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var id = await sandbox.DropInboundAsync(Document);
        await sandbox.FaultAsync("GET", "/faxes/received", "drop-before");
        await sandbox.FaultAsync("GET", "/faxes/received", 503);
        await sandbox.FaultAsync("PATCH", "*", "drop-after");

        (await ListAsync(sandbox)).ShouldHaveSingleItem();
        (await sandbox.Carrier.AcknowledgeAsync(RunningSandbox.Account, id, default)).ShouldBeOfType<AcknowledgeResult.Done>();

        (await sandbox.CountAsync("GET", "/faxes/received")).ShouldBe(3);
    }

    [Fact]
    public async Task A_silent_read_ends_when_its_time_is_up()
    {
        await using var sandbox = await RunningSandbox.StartAsync(new EFaxOptions { ReadTimeout = TimeSpan.FromMilliseconds(500) });
        await sandbox.FaultAsync("GET", "/faxes/received", "hang");

        var result = await sandbox.Carrier.ListReceivedAsync(RunningSandbox.Account, new ReceivedQuery(true, null), default);

        result.ShouldBeOfType<ReceivedResult.Unavailable>().Failure.Text.ShouldBe("eFax did not answer in time.");
    }

    [Fact]
    public async Task A_destination_that_fails_is_a_result_not_an_exception()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var id = await sandbox.DropInboundAsync(Document);
        using var readOnly = new MemoryStream([], writable: false);

        (await sandbox.Carrier.FetchImageAsync(RunningSandbox.Account, id, readOnly, 1000, default)).ShouldBeOfType<ImageResult.Unavailable>();
    }

    private static async Task<IReadOnlyList<ReceivedFax>> ListAsync(RunningSandbox sandbox) =>
        (await sandbox.Carrier.ListReceivedAsync(RunningSandbox.Account, new ReceivedQuery(true, null), default)).ShouldBeOfType<ReceivedResult.Listed>().Faxes;

    private static async Task<ImageResult> FetchAsync(RunningSandbox sandbox, string id)
    {
        using var destination = new MemoryStream();
        return await sandbox.Carrier.FetchImageAsync(RunningSandbox.Account, id, destination, 1_000_000, default);
    }
}
