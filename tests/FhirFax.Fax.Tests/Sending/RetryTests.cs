using FhirFax.Fax.Carriers;
using FhirFax.Fax.Operations;
using FhirFax.Fax.Sending;
using FhirFax.Store.Faxes;

namespace FhirFax.Fax.Tests.Sending;

public sealed class RetryTests
{
    [Fact]
    public async Task A_failed_fax_gets_one_new_attempt_with_what_was_pinned_however_often_it_is_asked()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var id = await EndedAsync(fax, "E44", pages: 2);
        var first = fax.Scripted.Submissions.ShouldHaveSingleItem();

        var results = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => fax.Retry.RetryAsync(fax.Sent(id), null, default)));
        fax.Pass(TimeSpan.Zero);
        await fax.HandOver.RunOnceAsync(default);
        await fax.Retry.RetryAsync(fax.Sent(id), null, default);

        results.ShouldAllBe(r => r is SendResult.Pending);
        results.Count(r => r is SendResult.Pending { IsReplay: false }).ShouldBe(1);
        fax.Scripted.Submissions.Count.ShouldBe(2);
        var second = fax.Scripted.Submissions.Single(s => s.Reference != first.Reference);
        second.Number.ShouldBe(first.Number);
        second.Documents.Select(d => d.Size).ShouldBe(first.Documents.Select(d => d.Size));
        (await fax.AttemptsAsync(id)).Select(a => a.Status).ShouldBe([AttemptStatus.Failed, AttemptStatus.Accepted]);
        (await fax.ReadAsync(id))["identifier"]!.AsArray().Select(i => (string?)i!["use"]).ShouldBe([null, "old"]);
        ((string?)(await fax.ReadAsync(id))["status"]).ShouldBe("in-progress");
    }

    [Fact]
    public async Task Pages_that_got_across_before_stay_disclosed()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var id = await EndedAsync(fax, "E44", pages: 2);
        await fax.Retry.RetryAsync(fax.Sent(id), null, default);
        await EndAsync(fax, Failed("E41", 0));
        (await fax.DeliveryAsync(id)).Pages.ShouldBe(2);
        ((string?)(await fax.ReadAsync(id))["statusReason"]!["text"])!.ShouldContain("2 of its pages may have arrived");
    }

    [Fact]
    public async Task A_key_makes_a_repeat_safe_after_the_new_attempt_failed_too()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var id = await EndedAsync(fax, "E41");
        (await fax.Retry.RetryAsync(fax.Sent(id), "once", default)).ShouldBeOfType<SendResult.Pending>().IsReplay.ShouldBeFalse();
        await EndAsync(fax, Failed("E41", 0));

        (await fax.Retry.RetryAsync(fax.Sent(id), "once", default)).ShouldBeOfType<SendResult.Accepted>().IsReplay.ShouldBeTrue();
        fax.Pass(TimeSpan.Zero);
        await fax.HandOver.RunOnceAsync(default);
        fax.Scripted.Submissions.Count.ShouldBe(2);
        var other = await EndedAsync(fax, "E41", await fax.OrganizationAsync("+15550009999"));
        (await fax.Retry.RetryAsync(fax.Sent(other), "once", default)).ShouldBeOfType<SendResult.Problem>().Reason.Kind.ShouldBe(FaxProblemKind.Unprocessable);
    }

    [Fact]
    public async Task Only_the_failed_one_of_several_is_tried_again()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var id = await fax.SentAsync(await fax.GoodAsync(await fax.OrganizationAsync(), await fax.OrganizationAsync("+15550000002")));
        fax.Pass(TimeSpan.Zero);
        await fax.HandOver.RunOnceAsync(default);
        var good = (await fax.DeliveriesAsync(id))[0].CarrierId;
        fax.Scripted.Transmission = carrierId => carrierId == good ? new TransmissionResult.Known(TransmissionState.Completed, null, null, 1, null) : Failed("E42", 0);
        fax.Pass(TimeSpan.FromMinutes(1));
        await fax.Tracking.RunOnceAsync(default);

        await fax.Retry.RetryAsync(fax.Sent(id), null, default);
        fax.Pass(TimeSpan.Zero);
        await fax.HandOver.RunOnceAsync(default);

        fax.Scripted.Submissions.Count.ShouldBe(3);
        fax.Scripted.Submissions.Count(s => s.Number == "+15550000002").ShouldBe(2);
    }

    [Theory]
    [InlineData(TransmissionState.Completed, null, FaxProblemKind.Conflict)]
    [InlineData(TransmissionState.InProgress, null, FaxProblemKind.Conflict)]
    [InlineData(TransmissionState.Failed, "E51", FaxProblemKind.Unprocessable)]
    [InlineData(TransmissionState.Cancelled, "E45", FaxProblemKind.Unprocessable)]
    public async Task What_has_not_failed_is_not_tried_again(TransmissionState state, string? code, FaxProblemKind kind)
    {
        await using var fax = await SendingFixture.CreateAsync();
        var id = await fax.SentAsync(await fax.GoodAsync());
        await EndAsync(fax, new TransmissionResult.Known(state, code, null, null, null));
        var problem = (await fax.Retry.RetryAsync(fax.Sent(id), "key", default)).ShouldBeOfType<SendResult.Problem>().Reason;
        problem.Kind.ShouldBe(kind);
        fax.Pass(TimeSpan.Zero);
        await fax.HandOver.RunOnceAsync(default);
        fax.Scripted.Submissions.Count.ShouldBe(1);

        // What was refused has not used up the key.
        (await fax.Retry.RetryAsync(fax.Sent(id), "key", default)).ShouldBeOfType<SendResult.Problem>().Reason.Kind.ShouldBe(kind);
    }

    [Fact]
    public async Task What_nobody_knows_is_for_a_person_to_decide()
    {
        await using var fax = await SendingFixture.CreateAsync();
        fax.Scripted.Next(new SubmitResult.Unknown(ScriptedCarrier.Failure(CarrierFailureKind.Unreachable)));
        var id = await fax.SentAsync(await fax.GoodAsync());
        fax.Pass(TimeSpan.Zero);
        await fax.HandOver.RunOnceAsync(default);
        await fax.Reconcile.RunOnceAsync(default);
        var problem = (await fax.Retry.RetryAsync(fax.Sent(id), null, default)).ShouldBeOfType<SendResult.Problem>().Reason;
        problem.Kind.ShouldBe(FaxProblemKind.Conflict);
        problem.Outcome.Issues[0].Text.ShouldContain("$resolve-efax");
    }

    private static TransmissionResult.Known Failed(string code, int? pages) => new TransmissionResult.Known(TransmissionState.Failed, code, null, pages, null);

    private static async Task<string> EndedAsync(SendingFixture fax, string code, string? recipient = null, int? pages = null)
    {
        var id = await fax.SentAsync(recipient is null ? await fax.GoodAsync() : await fax.GoodAsync(recipient));
        await EndAsync(fax, Failed(code, pages));
        return id;
    }

    private static async Task EndAsync(SendingFixture fax, TransmissionResult result)
    {
        fax.Pass(TimeSpan.Zero);
        await fax.HandOver.RunOnceAsync(default);
        fax.Scripted.Transmission = _ => result;
        fax.Pass(TimeSpan.FromMinutes(1));
        await fax.Tracking.RunOnceAsync(default);
    }
}
