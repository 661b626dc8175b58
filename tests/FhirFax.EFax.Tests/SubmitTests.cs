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

    [Theory]
    [InlineData("user-id")]
    [InlineData("user_id")]
    public async Task A_refusal_of_the_user_id_is_not_one_of_the_fax(string element)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var body = $$"""{"errors":[{"element_name":"{{element}}","user_message":"Please supply a user id.","error_code":"BAD_REQUEST"}]}""";
        await sandbox.FaultAsync("POST", "/faxes", 400, body);
        await sandbox.FaultAsync("GET", "/faxes/received", 400, body);

        (await sandbox.Carrier.SubmitAsync(RunningSandbox.Account, RunningSandbox.Fax("attempt-1"), default))
            .ShouldBeOfType<SubmitResult.NotSent>().Failure.Kind.ShouldBe(CarrierFailureKind.MailboxRefused);
        (await sandbox.Carrier.CheckAccountAsync(RunningSandbox.Account, default))
            .ShouldBeOfType<AccountCheck.Bad>().Failure.Kind.ShouldBe(CarrierFailureKind.MailboxRefused);
    }

    [Fact]
    public async Task A_refusal_for_several_reasons_gives_them_all()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.FaultAsync("POST", "/faxes", 400, """
            {"errors":[{"user_message":"Bad number.","error_code":"100"},{"user_message":" Bad document."},{"user_message":"Bad number."},{}]}
            """);

        (await sandbox.Carrier.SubmitAsync(RunningSandbox.Account, RunningSandbox.Fax("attempt-1"), default))
            .ShouldBeOfType<SubmitResult.Refused>().ShouldBe(new SubmitResult.Refused("100", "Bad number. Bad document."));
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
    [InlineData(403, CarrierFailureKind.MailboxRefused)]
    [InlineData(429, CarrierFailureKind.Throttled)]
    public async Task A_refusal_not_for_the_content_may_be_tried_again(int status, CarrierFailureKind kind)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.FaultAsync("POST", "/faxes", status);

        var result = await sandbox.Carrier.SubmitAsync(RunningSandbox.Account, RunningSandbox.Fax("attempt-1"), default);

        var failure = result.ShouldBeOfType<SubmitResult.NotSent>().Failure;
        failure.Kind.ShouldBe(kind);
        failure.RetryAfter.ShouldBeNull();
    }

    [Fact]
    public async Task Throttling_tells_when_to_come_back()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var fax = RunningSandbox.Fax("attempt-1", "+12125550193");

        (await sandbox.Carrier.SubmitAsync(RunningSandbox.Account, fax, default))
            .ShouldBeOfType<SubmitResult.NotSent>().Failure.RetryAfter.ShouldBe(TimeSpan.FromSeconds(5));
        (await sandbox.Carrier.SubmitAsync(RunningSandbox.Account, fax, default)).ShouldBeOfType<SubmitResult.NotSent>();
        (await sandbox.Carrier.SubmitAsync(RunningSandbox.Account, fax, default)).ShouldBeOfType<SubmitResult.Accepted>();
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(404)]
    [InlineData(302)]
    [InlineData(200)]
    public async Task Any_other_answer_leaves_it_open(int status)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.FaultAsync("POST", "/faxes", status, "{}");

        (await sandbox.Carrier.SubmitAsync(RunningSandbox.Account, RunningSandbox.Fax("attempt-1"), default)).ShouldBeOfType<SubmitResult.Unknown>();

        (await sandbox.CountAsync("POST", "/faxes")).ShouldBe(1);
    }

    [Theory]
    [InlineData("""[{"fax_id":"no uuid"}]""")]
    [InlineData("""[]""")]
    [InlineData("""[{"fax_id":"00000000-0000-4000-8000-000000000101"},{"fax_id":"00000000-0000-4000-8000-000000000102"}]""")]
    [InlineData("""{"fax_id":"00000000-0000-4000-8000-000000000101","errors":[]}""")]
    [InlineData("""<html>""")]
    [InlineData("")]
    public async Task A_success_without_exactly_one_valid_id_leaves_it_open(string body)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.FaultAsync("POST", "/faxes", 201, body);

        (await sandbox.Carrier.SubmitAsync(RunningSandbox.Account, RunningSandbox.Fax("attempt-1"), default)).ShouldBeOfType<SubmitResult.Unknown>();
    }

    [Theory]
    [InlineData(200, """[{"fax_id":"00000000-0000-4000-8000-00000000010A","extra":1}]""")]
    [InlineData(202, """{"fax_id":"00000000-0000-4000-8000-00000000010A"}""")]
    public async Task Known_variants_of_success_are_understood(int status, string body)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.FaultAsync("POST", "/faxes", status, body);

        (await sandbox.Carrier.SubmitAsync(RunningSandbox.Account, RunningSandbox.Fax("attempt-1"), default))
            .ShouldBeOfType<SubmitResult.Accepted>().CarrierId.ShouldBe("00000000-0000-4000-8000-00000000010A");
    }

    [Fact]
    public async Task A_refused_number_is_refused_with_the_carriers_reason()
    {
        await using var sandbox = await RunningSandbox.StartAsync();

        var result = await sandbox.Carrier.SubmitAsync(RunningSandbox.Account, RunningSandbox.Fax("attempt-1", "+12125550195"), default);

        result.ShouldBe(new SubmitResult.Refused("BAD_REQUEST", "Please supply a valid telephone number."));
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
