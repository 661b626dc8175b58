using FhirFax.EFax.Tests.Support;
using FhirFax.Fax.Carriers;

namespace FhirFax.EFax.Tests;

public sealed class SubmitTests
{
    [Fact]
    public async Task A_fax_is_taken_once_with_its_reference_in_both_fields()
    {
        await using var sandbox = await RunningSandbox.StartAsync();

        var result = await sandbox.Carrier.SubmitAsync(RunningSandbox.Account, RunningSandbox.Fax("attempt-1"), default);

        var id = result.ShouldBeOfType<SubmitResult.Accepted>().CarrierId;
        var fax = (await sandbox.AcceptedAsync()).ShouldHaveSingleItem();
        ((string?)fax["faxId"]).ShouldBe(id);
        ((string?)fax["number"]).ShouldBe("15551234567");
        ((string?)fax["transactionId"]).ShouldBe("attempt-1");
        ((string?)fax["clientReferenceId"]).ShouldBe("attempt-1");
    }

    [Fact]
    public async Task The_carriers_own_retries_are_asked_for_by_number()
    {
        await using var sandbox = await RunningSandbox.StartAsync(new EFaxOptions { NonBillableRetries = 7, BillableRetries = 3, HumanAnswerRetries = 1 });

        (await sandbox.Carrier.SubmitAsync(RunningSandbox.Account, RunningSandbox.Fax("attempt-1"), default)).ShouldBeOfType<SubmitResult.Accepted>();

        var body = (await sandbox.GetAsync("requests")).AsArray().Single(static call => (string?)call!["path"] == "/faxes")!["body"]!;
        body["fax_options"]!.ToJsonString().ShouldBe(
            """{"image_resolution":"FINE","include_cover_page":false,"retry_options":{"non_billable":7,"billable":3,"human_answer":1}}""");
    }

    [Fact]
    public async Task Documents_arrive_byte_for_byte_and_in_order()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var contents = Enumerable.Range(0, 5).Select(static extra => RandomBytes((48 * 1024 * 2) + extra, extra)).ToArray();
        var fax = RunningSandbox.Fax("attempt-1") with
        {
            Documents = [.. contents.Select(static bytes => new SubmissionDocument("PDF", bytes.Length, _ => Task.FromResult<Stream>(new MemoryStream(bytes))))],
        };

        (await sandbox.Carrier.SubmitAsync(RunningSandbox.Account, fax, default)).ShouldBeOfType<SubmitResult.Accepted>();

        var stored = (await sandbox.AcceptedAsync()).ShouldHaveSingleItem()["documents"]!.AsArray();
        stored.Select(static document => (string?)document!["sha256"])
            .ShouldBe(contents.Select(static bytes => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes))));
    }

    [Fact]
    public async Task A_connection_cut_before_anything_was_processed_leaves_it_open()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.FaultAsync("POST", "/faxes", "drop-before");

        var result = await sandbox.Carrier.SubmitAsync(RunningSandbox.Account, RunningSandbox.Fax("attempt-1"), default);

        result.ShouldBeOfType<SubmitResult.Unknown>();
        (await sandbox.Carrier.FindSubmissionAsync(RunningSandbox.Account, "attempt-1", default, default)).ShouldBeOfType<FindResult.NotListed>();
        (await sandbox.AcceptedAsync()).ShouldBeEmpty();
        (await sandbox.CountAsync("POST", "/faxes")).ShouldBe(1);
    }

    [Theory]
    [InlineData("drop-after")]
    [InlineData("truncate")]
    [InlineData("garble")]
    public async Task A_lost_answer_leaves_it_open_and_the_listing_finds_the_fax(string kind)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.FaultAsync("POST", "/faxes", kind);

        (await sandbox.Carrier.SubmitAsync(RunningSandbox.Account, RunningSandbox.Fax("attempt-1"), default)).ShouldBeOfType<SubmitResult.Unknown>();

        var found = await sandbox.Carrier.FindSubmissionAsync(RunningSandbox.Account, "attempt-1", default, default);
        var accepted = (await sandbox.AcceptedAsync()).ShouldHaveSingleItem();
        found.ShouldBeOfType<FindResult.Found>().CarrierId.ShouldBe((string?)accepted["faxId"]);
        (await sandbox.CountAsync("POST", "/faxes")).ShouldBe(1);
    }

    [Theory]
    [InlineData("hang", 0)]
    [InlineData("hang-after", 1)]
    public async Task A_silent_carrier_leaves_it_open_when_the_time_is_up(string kind, int accepted)
    {
        await using var sandbox = await RunningSandbox.StartAsync(new EFaxOptions { SubmitTimeout = TimeSpan.FromMilliseconds(700) });
        await sandbox.FaultAsync("POST", "/faxes", kind);

        var result = await sandbox.Carrier.SubmitAsync(RunningSandbox.Account, RunningSandbox.Fax("attempt-1"), default);

        result.ShouldBeOfType<SubmitResult.Unknown>().Failure.Kind.ShouldBe(CarrierFailureKind.Unreachable);
        (await sandbox.AcceptedAsync()).Count.ShouldBe(accepted);
    }

    [Fact]
    public async Task Hand_overs_that_are_never_answered_are_stopped_though_other_calls_are_answered()
    {
        var clock = new Testing.ManualTimeProvider(DateTimeOffset.UtcNow);
        await using var sandbox = await RunningSandbox.StartAsync();
        using var carrier = sandbox.NewCarrier(new EFaxOptions { CircuitThreshold = 3 }, clock);
        await sandbox.FaultAsync("POST", "/faxes", 503, count: 3);
        for (var i = 0; i < 3; i++)
        {
            (await carrier.SubmitAsync(RunningSandbox.Account, RunningSandbox.Fax($"attempt-{i}"), default)).ShouldBeOfType<SubmitResult.Unknown>();
            (await carrier.CheckAccountAsync(RunningSandbox.Account, default)).ShouldBeOfType<AccountCheck.Good>();
        }

        var shut = await carrier.SubmitAsync(RunningSandbox.Account, RunningSandbox.Fax("attempt-3"), default);

        shut.ShouldBeOfType<SubmitResult.NotSent>().Failure.Kind.ShouldBe(CarrierFailureKind.CircuitOpen);
        (await carrier.CheckAccountAsync(RunningSandbox.Account, default)).ShouldBeOfType<AccountCheck.Good>();
        carrier.Trouble(RunningSandbox.Account.AppId).ShouldNotBeNull();
        clock.Advance(TimeSpan.FromSeconds(31));
        (await carrier.SubmitAsync(RunningSandbox.Account, RunningSandbox.Fax("attempt-3"), default)).ShouldBeOfType<SubmitResult.Accepted>();
        carrier.Trouble(RunningSandbox.Account.AppId).ShouldBeNull();
    }

    [Theory]
    [InlineData(429)]
    [InlineData(403)]
    public async Task A_carrier_that_takes_no_faxes_is_in_trouble_until_it_does_or_none_is_waiting(int status)
    {
        var clock = new Testing.ManualTimeProvider(DateTimeOffset.UtcNow);
        await using var sandbox = await RunningSandbox.StartAsync();
        using var carrier = sandbox.NewCarrier(new EFaxOptions(), clock);
        await sandbox.FaultAsync("POST", "/faxes", status, count: 2);

        await carrier.SubmitAsync(RunningSandbox.Account, RunningSandbox.Fax("attempt-1"), default);
        await carrier.CheckAccountAsync(RunningSandbox.Account, default);
        carrier.Trouble(RunningSandbox.Account.AppId).ShouldNotBeNull();
        clock.Advance(TimeSpan.FromMinutes(16));
        carrier.Trouble(RunningSandbox.Account.AppId).ShouldBeNull();

        await carrier.SubmitAsync(RunningSandbox.Account, RunningSandbox.Fax("attempt-2"), default);
        carrier.Trouble(RunningSandbox.Account.AppId).ShouldNotBeNull();
        (await carrier.SubmitAsync(RunningSandbox.Account, RunningSandbox.Fax("attempt-3"), default)).ShouldBeOfType<SubmitResult.Accepted>();
        carrier.Trouble(RunningSandbox.Account.AppId).ShouldBeNull();
    }

    [Fact]
    public async Task No_connection_is_proof_that_nothing_was_sent()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        using var carrier = new EFaxCarrier(
            new EFaxOptions { BaseUrl = "http://127.0.0.1:1", RepeatDelay = TimeSpan.FromMilliseconds(1) },
            TimeProvider.System,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<EFaxCarrier>.Instance);

        var result = await carrier.SubmitAsync(RunningSandbox.Account, RunningSandbox.Fax("attempt-1"), default);

        result.ShouldBeOfType<SubmitResult.NotSent>().Failure.Kind.ShouldBe(CarrierFailureKind.Unreachable);
    }

    [Fact]
    public async Task A_withdrawn_hand_over_sends_no_body()
    {
        await using var sandbox = await RunningSandbox.StartAsync();

        var result = await sandbox.Carrier.SubmitAsync(
            RunningSandbox.Account, RunningSandbox.Fax("attempt-1") with { MayStillSend = static () => false }, default);

        result.ShouldBeOfType<SubmitResult.NotSent>();
        (await sandbox.AcceptedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_document_that_cannot_be_opened_stops_the_hand_over_before_its_first_byte()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var fax = RunningSandbox.Fax("attempt-1");
        fax = fax with { Documents = [.. fax.Documents, new SubmissionDocument("PDF", 5, static _ => throw new FileNotFoundException())] };

        var result = await sandbox.Carrier.SubmitAsync(RunningSandbox.Account, fax, default);

        result.ShouldBeOfType<SubmitResult.NotSent>();
        (await sandbox.AcceptedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_document_that_ends_early_never_becomes_a_fax()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var fax = RunningSandbox.Fax("attempt-1") with
        {
            Documents = [new SubmissionDocument("PDF", 200_000, static _ => Task.FromResult<Stream>(new Unseekable(100_000)))],
        };

        (await sandbox.Carrier.SubmitAsync(RunningSandbox.Account, fax, default)).ShouldBeOfType<SubmitResult.Unknown>();

        (await sandbox.AcceptedAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("5551234567")]
    [InlineData("+1555")]
    [InlineData("")]
    public async Task What_is_no_number_never_reaches_the_carrier(string number)
    {
        await using var sandbox = await RunningSandbox.StartAsync();

        (await sandbox.Carrier.SubmitAsync(RunningSandbox.Account, RunningSandbox.Fax("attempt-1", number), default)).ShouldBeOfType<SubmitResult.Refused>();

        (await sandbox.CountAsync("POST", "/faxes")).ShouldBe(0);
    }

    [Fact]
    public async Task The_callers_own_cancellation_is_thrown()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.FaultAsync("POST", "/faxes", "hang");
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));

        await Should.ThrowAsync<OperationCanceledException>(
            sandbox.Carrier.SubmitAsync(RunningSandbox.Account, RunningSandbox.Fax("attempt-1"), patience.Token));
    }

    private static byte[] RandomBytes(int length, int seed)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
