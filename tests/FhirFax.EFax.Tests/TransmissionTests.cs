using FhirFax.EFax.Tests.Support;
using FhirFax.Fax.Carriers;

namespace FhirFax.EFax.Tests;

public sealed class TransmissionTests
{
    [Theory]
    [InlineData("+15551234567", TransmissionState.Completed, null)]
    [InlineData("+12125550100", TransmissionState.Completed, null)]
    [InlineData("+442079460018", TransmissionState.Completed, null)]
    [InlineData("+12125550141", TransmissionState.Failed, "E41")]
    [InlineData("+12125550142", TransmissionState.Failed, "E42")]
    [InlineData("+12125550152", TransmissionState.Failed, "E52")]
    [InlineData("+12125550190", TransmissionState.Completed, null)]
    [InlineData("+12125550191", TransmissionState.InProgress, null)]
    [InlineData("+12125550197", TransmissionState.Unrecognized, null)]
    [InlineData("+12125550198", TransmissionState.Completed, null)]
    public async Task Each_number_ends_as_it_should(string number, TransmissionState state, string? code)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.PostAsync("clock", new { frozen = true });
        var id = await SubmitAsync(sandbox, number);
        (await AskAsync(sandbox, id)).ShouldBe(new TransmissionResult.Known(TransmissionState.InProgress, null, null, 0, null) { Number = number });

        await sandbox.PostAsync("clock", new { advanceSeconds = 60 });

        var known = await AskAsync(sandbox, id);
        known.State.ShouldBe(state);
        known.ErrorCode.ShouldBe(code);
        (known.Completed is not null).ShouldBe(state is TransmissionState.Completed or TransmissionState.Failed);
        known.Pages.ShouldBe(state == TransmissionState.Completed ? 1 : 0);
    }

    [Fact]
    public async Task An_ordinary_number_completes_after_two_seconds_and_not_before()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.PostAsync("clock", new { frozen = true });
        var id = await SubmitAsync(sandbox, "+15551234567");

        await sandbox.PostAsync("clock", new { advanceSeconds = 1.9 });
        (await AskAsync(sandbox, id)).State.ShouldBe(TransmissionState.InProgress);
        await sandbox.PostAsync("clock", new { advanceSeconds = 0.2 });
        (await AskAsync(sandbox, id)).State.ShouldBe(TransmissionState.Completed);
    }

    [Theory]
    [InlineData("+12125550191", TransmissionState.Cancelled)]
    [InlineData("+12125550196", TransmissionState.Completed)]
    public async Task A_cancellation_is_noted_and_the_status_tells_what_came_of_it(string number, TransmissionState state)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.PostAsync("clock", new { frozen = true });
        var id = await SubmitAsync(sandbox, number);
        await sandbox.PostAsync("clock", new { advanceSeconds = 0.5 });

        (await sandbox.Carrier.CancelAsync(RunningSandbox.Account, id, default)).ShouldBeOfType<CancelResult.Requested>();
        await sandbox.PostAsync("clock", new { advanceSeconds = 60 });

        (await AskAsync(sandbox, id)).State.ShouldBe(state);
        (await sandbox.Carrier.CancelAsync(RunningSandbox.Account, id, default)).ShouldBeOfType<CancelResult.TooLate>();
    }

    [Fact]
    public async Task A_cancellation_that_cannot_be_made_says_why()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        foreach (var id in (string[])["../tokens", Guid.NewGuid().ToString()])
        {
            (await sandbox.Carrier.CancelAsync(RunningSandbox.Account, id, default))
                .ShouldBeOfType<CancelResult.Unavailable>().Failure.Kind.ShouldBe(CarrierFailureKind.NotFound);
        }

        var fax = await SubmitAsync(sandbox, "+12125550191");
        await sandbox.FaultAsync("POST", "*/cancel", "drop-before", count: 3);
        (await sandbox.Carrier.CancelAsync(RunningSandbox.Account, fax, default))
            .ShouldBeOfType<CancelResult.Unavailable>().Failure.Kind.ShouldBe(CarrierFailureKind.Unreachable);
    }

    [Fact]
    public async Task A_cancellation_is_asked_for_again_because_it_may_be()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var fax = await SubmitAsync(sandbox, "+12125550191");
        await sandbox.FaultAsync("POST", "*/cancel", "drop-after");
        (await sandbox.Carrier.CancelAsync(RunningSandbox.Account, fax, default)).ShouldBeOfType<CancelResult.Requested>();
    }

    [Theory]
    [InlineData("COMPLETE", "E44", TransmissionState.Completed, null)]
    [InlineData("COMPLETED", "SFAX", TransmissionState.Completed, null)]
    [InlineData("ERROR", "E45", TransmissionState.Cancelled, "E45")]
    [InlineData("CANCELLED", "", TransmissionState.Cancelled, null)]
    [InlineData("SOMETHING_NEW", "E41", TransmissionState.Unrecognized, "E41")]
    public async Task The_status_decides_and_not_the_code(string status, string code, TransmissionState state, string? errorCode)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var id = await SubmitAsync(sandbox, "+15551234567");
        await sandbox.FaultAsync(
            "GET", "*/transmission-details", 200, $$"""{"transmission_data":[{"transmission_status":"{{status}}","error_code":"{{code}}"}]}""");

        var known = await AskAsync(sandbox, id);

        (known.State, known.ErrorCode).ShouldBe((state, errorCode));
    }

    [Fact]
    public async Task The_metadata_tells_how_it_ended_when_the_details_are_gone()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var id = await SubmitAsync(sandbox, "+15551234567");
        await sandbox.PostAsync("clock", new { advanceSeconds = 60 });
        await sandbox.FaultAsync("GET", "*/transmission-detail*", 404, count: 10);

        var known = await AskAsync(sandbox, id);

        known.State.ShouldBe(TransmissionState.Completed);
        known.Pages.ShouldBe(1);
        known.Completed.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_carrier_that_only_asks_to_come_later_is_in_trouble_until_it_answers()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var id = await SubmitAsync(sandbox, "+15551234567");
        await sandbox.FaultAsync("GET", "*/transmission-details", 429, count: 5);
        for (var i = 0; i < 5; i++)
        {
            sandbox.Carrier.Trouble(RunningSandbox.Account.AppId).ShouldBeNull();
            (await sandbox.Carrier.GetTransmissionAsync(RunningSandbox.Account, id, default)).ShouldBeOfType<TransmissionResult.Unavailable>();
        }

        sandbox.Carrier.Trouble(RunningSandbox.Account.AppId).ShouldNotBeNull();
        await AskAsync(sandbox, id);
        sandbox.Carrier.Trouble(RunningSandbox.Account.AppId).ShouldBeNull();
    }

    [Fact]
    public async Task The_singular_path_is_tried_and_remembered()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var id = await SubmitAsync(sandbox, "+15551234567");
        await sandbox.FaultAsync("GET", "*/transmission-details", 404, count: 10);

        await AskAsync(sandbox, id);
        await AskAsync(sandbox, id);

        (await sandbox.CountAsync("GET", $"/faxes/{id}/transmission-details")).ShouldBe(1);
        (await sandbox.CountAsync("GET", $"/faxes/{id}/transmission-detail")).ShouldBe(2);
    }

    [Fact]
    public async Task An_unknown_fax_is_not_found_and_changes_no_path()
    {
        await using var sandbox = await RunningSandbox.StartAsync();

        var result = await sandbox.Carrier.GetTransmissionAsync(RunningSandbox.Account, Guid.NewGuid().ToString(), default);

        result.ShouldBeOfType<TransmissionResult.Unavailable>().Failure.Kind.ShouldBe(CarrierFailureKind.NotFound);
        var id = await SubmitAsync(sandbox, "+15551234567");
        await AskAsync(sandbox, id);
        (await sandbox.CountAsync("GET", $"/faxes/{id}/transmission-details")).ShouldBe(1);
    }

    [Theory]
    [InlineData("""{"transmission_data":[{"transmission_status":"COMPLETED","error_code":"0","error_message":"OK","total_pages_sent":"3","completed_timestamp":"2024-05-21T04:27:56.000+0000"}]}""", TransmissionState.Completed, 3)]
    [InlineData("""{"transmission_data":{"transmission_status":"complete","error_code":"","completed_timestamp":"2024-05-21T04:27:56Z"},"pages":4}""", TransmissionState.Completed, 4)]
    [InlineData("""{"transmission_data":{"transmission_status":"PENDING_RETRY"}}""", TransmissionState.InProgress, null)]
    [InlineData("""{"transmission_data":{"transmission_status":"INPROGESS","total_pages_sent":-1}}""", TransmissionState.InProgress, null)]
    [InlineData("""{"transmission_data":{"transmission_status":"Cancelled","error_code":"E45"}}""", TransmissionState.Cancelled, null)]
    [InlineData("""{"transmission_data":{"transmission_status":7}}""", TransmissionState.Unrecognized, null)]
    [InlineData("""{"transmission_data":{}}""", TransmissionState.Unrecognized, null)]
    public async Task Every_known_shape_is_read(string body, TransmissionState state, int? pages)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.FaultAsync("GET", "*/transmission-details", 200, body);

        var known = await AskAsync(sandbox, Guid.NewGuid().ToString());

        known.State.ShouldBe(state);
        known.Pages.ShouldBe(pages);
        known.ErrorCode.ShouldBe(state == TransmissionState.Cancelled ? "E45" : null);
        known.Completed.ShouldBe(state == TransmissionState.Completed ? new DateTimeOffset(2024, 5, 21, 4, 27, 56, TimeSpan.Zero) : null);
    }

    [Theory]
    [InlineData("""{"fax_id":"00000000-0000-4000-8000-000000000101","transmission_data":{"transmission_status":"COMPLETE"}}""")]
    [InlineData("""{"transmission_data":[]}""")]
    [InlineData("""[]""")]
    [InlineData("""nonsense""")]
    [InlineData("")]
    public async Task An_answer_about_something_else_is_no_answer(string body)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.FaultAsync("GET", "*/transmission-details", 200, body);

        var result = await sandbox.Carrier.GetTransmissionAsync(RunningSandbox.Account, "00000000-0000-4000-8000-000000000999", default);

        result.ShouldBeOfType<TransmissionResult.Unavailable>().Failure.Kind.ShouldBe(CarrierFailureKind.Unreachable);
    }

    [Fact]
    public async Task A_carrier_that_keeps_failing_is_left_alone_for_a_while()
    {
        var clock = new Testing.ManualTimeProvider(DateTimeOffset.UtcNow);
        await using var sandbox = await RunningSandbox.StartAsync();
        using var carrier = sandbox.NewCarrier(new EFaxOptions { Repeats = 0, CircuitThreshold = 3 }, clock);
        await sandbox.FaultAsync("GET", "*/transmission-details", 503, count: 4);
        var id = Guid.NewGuid().ToString();
        for (var i = 0; i < 3; i++)
        {
            await carrier.GetTransmissionAsync(RunningSandbox.Account, id, default);
        }

        carrier.Trouble(RunningSandbox.Account.AppId).ShouldNotBeNull();
        var shut = await carrier.SubmitAsync(RunningSandbox.Account, RunningSandbox.Fax("attempt-1"), default);
        var failure = shut.ShouldBeOfType<SubmitResult.NotSent>().Failure;
        failure.Kind.ShouldBe(CarrierFailureKind.CircuitOpen);
        failure.RetryAfter.ShouldBe(TimeSpan.FromSeconds(30));
        carrier.Trouble("another app").ShouldBeNull();

        // The probe fails once more, and the next one finds all well.
        clock.Advance(TimeSpan.FromSeconds(31));
        await carrier.GetTransmissionAsync(RunningSandbox.Account, id, default);
        (await carrier.SubmitAsync(RunningSandbox.Account, RunningSandbox.Fax("attempt-1"), default)).ShouldBeOfType<SubmitResult.NotSent>();
        clock.Advance(TimeSpan.FromSeconds(31));
        (await carrier.SubmitAsync(RunningSandbox.Account, RunningSandbox.Fax("attempt-1"), default)).ShouldBeOfType<SubmitResult.Accepted>();
        carrier.Trouble(RunningSandbox.Account.AppId).ShouldBeNull();
    }

    [Fact]
    public async Task A_fax_is_found_by_its_reference_while_it_is_on_its_way()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.PostAsync("clock", new { frozen = true });
        var id = await SubmitAsync(sandbox, "+15551234567");
        await SubmitAsync(sandbox, "+15551234567", "attempt-10");

        (await sandbox.Carrier.FindSubmissionAsync(RunningSandbox.Account, "attempt-1", default, default)).ShouldBe(new FindResult.Found(id));
        (await sandbox.Carrier.FindSubmissionAsync(RunningSandbox.Account, "attempt", default, default)).ShouldBeOfType<FindResult.NotListed>();
    }

    [Fact]
    public async Task A_listing_that_fails_half_way_proves_nothing()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.FaultAsync("GET", "/faxes/sent", 429, "Too Many Requests.");

        var result = await sandbox.Carrier.FindSubmissionAsync(RunningSandbox.Account, "attempt-1", default, default);

        result.ShouldBeOfType<FindResult.Unavailable>().Failure.Kind.ShouldBe(CarrierFailureKind.Throttled);
    }

    private static async Task<string> SubmitAsync(RunningSandbox sandbox, string number, string reference = "attempt-1") =>
        (await sandbox.Carrier.SubmitAsync(RunningSandbox.Account, RunningSandbox.Fax(reference, number), default))
            .ShouldBeOfType<SubmitResult.Accepted>().CarrierId;

    private static async Task<TransmissionResult.Known> AskAsync(RunningSandbox sandbox, string id) =>
        (await sandbox.Carrier.GetTransmissionAsync(RunningSandbox.Account, id, default)).ShouldBeOfType<TransmissionResult.Known>();
}
