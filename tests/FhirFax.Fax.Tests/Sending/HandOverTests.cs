using FhirFax.Fax.Carriers;
using FhirFax.Fax.Projects;
using FhirFax.Fax.Sending;
using FhirFax.Fax.Tasks;
using FhirFax.Store.Faxes;

namespace FhirFax.Fax.Tests.Sending;

public sealed class HandOverTests
{
    [Fact]
    public async Task The_attempt_is_durable_before_the_first_byte()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var id = await fax.SentAsync(await fax.GoodAsync());
        fax.Scripted.NextAsync(async submission =>
        {
            var attempt = (await fax.AttemptsAsync(id)).ShouldHaveSingleItem();
            attempt.Id.ShouldBe(submission.Reference);
            attempt.Status.ShouldBe(AttemptStatus.Submitting);
            (await fax.TextAsync(id)).ShouldContain("\"submitting\"");
            return new SubmitResult.Accepted(fax.Scripted.Take(submission));
        });
        await fax.HandOver.RunOnceAsync(default);
        (await fax.DeliveryAsync(id)).Status.ShouldBe(DeliveryStatus.InProgress);
    }

    [Fact]
    public async Task What_is_handed_over_is_what_was_pinned()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var organization = await fax.OrganizationAsync();
        var id = await fax.SentAsync(await fax.GoodAsync(organization));
        await fax.PutAsync($$$"""{"resourceType":"Organization","id":"{{{organization.Split('/')[1]}}}","telecom":[{"system":"fax","value":"+15550000009"}]}""");
        byte[]? bytes = null;
        fax.Scripted.NextAsync(async submission =>
        {
            using var copy = new MemoryStream();
            await using var stream = await submission.Documents.ShouldHaveSingleItem().OpenAsync(default);
            await stream.CopyToAsync(copy);
            bytes = copy.ToArray();
            submission.MayStillSend().ShouldBeTrue();
            fax.Pass(TimeSpan.FromMinutes(10));
            submission.MayStillSend().ShouldBeFalse();
            return new SubmitResult.Accepted(fax.Scripted.Take(submission));
        });
        await fax.HandOver.RunOnceAsync(default);
        fax.Scripted.Submissions.ShouldHaveSingleItem().Number.ShouldBe(SendingFixture.Number);
        bytes.ShouldBe(SendingFixture.Sample("referral.pdf"));
        (await fax.DeliveryAsync(id)).Status.ShouldBe(DeliveryStatus.InProgress);
    }

    [Fact]
    public async Task A_refusal_for_its_content_ends_in_not_done()
    {
        await using var fax = await SendingFixture.CreateAsync(new SendingOptions { SubmitWait = TimeSpan.FromSeconds(10) });
        fax.Scripted.Next(new SubmitResult.Refused("400", "The number is not allowed."));
        var sending = fax.SendAsync(await fax.GoodAsync());
        while (!sending.IsCompleted)
        {
            await fax.HandOver.RunOnceAsync(default);
        }

        var issue = (await sending).ShouldBeOfType<SendResult.Problem>().Reason.Outcome.Issues.ShouldHaveSingleItem();
        issue.Text.ShouldContain("The number is not allowed.");
        issue.Expression.ShouldBe("Communication.recipient[0]");
        var id = issue.Text.Split("Communication/")[1].TrimEnd('.');
        var communication = await fax.ReadAsync(id);
        ((string?)communication["status"]).ShouldBe("not-done");
        ((string?)communication["statusReason"]!["text"]).ShouldBe("The number is not allowed.");
        communication["sent"].ShouldBeNull();
        (await fax.AttemptsAsync(id)).ShouldHaveSingleItem().Status.ShouldBe(AttemptStatus.ProvedAbsent);
    }

    [Fact]
    public async Task A_partial_refusal_is_accepted_and_shows_on_its_recipient()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var communication = await fax.GoodAsync(await fax.OrganizationAsync(), await fax.OrganizationAsync("+15550000002"));
        communication["id"] = "mine";
        await fax.SentAsync(communication);
        fax.Scripted.NextAsync(Answer).NextAsync(Answer);
        Task<SubmitResult> Answer(Submission submission) => Task.FromResult<SubmitResult>(
            submission.Number == "+15550000002" ? new SubmitResult.Refused(null, "No.") : new SubmitResult.Accepted(fax.Scripted.Take(submission)));
        await fax.HandOver.RunOnceAsync(default);

        (await fax.SendAsync(communication)).ShouldBeOfType<SendResult.Accepted>();
        var stored = await fax.ReadAsync("mine");
        ((string?)stored["status"]).ShouldBe("in-progress");
        ((string?)stored["statusReason"]!["text"])!.ShouldContain("0 of 2");
        stored["recipient"]![1]!["extension"]!.ToJsonString().ShouldContain("\"refused\"");
        stored["recipient"]![0]!["extension"]!.ToJsonString().ShouldNotContain("\"refused\"");
    }

    [Theory]
    [InlineData(CarrierFailureKind.CredentialsRefused)]
    [InlineData(CarrierFailureKind.MailboxRefused)]
    [InlineData(CarrierFailureKind.Throttled)]
    [InlineData(CarrierFailureKind.Unreachable)]
    [InlineData(CarrierFailureKind.CircuitOpen)]
    public async Task What_was_not_sent_stays_queued_and_goes_out_later(CarrierFailureKind kind)
    {
        await using var fax = await SendingFixture.CreateAsync();
        var id = await fax.SentAsync(await fax.GoodAsync());
        fax.Scripted.Next(new SubmitResult.NotSent(ScriptedCarrier.Failure(kind)));
        await fax.HandOver.RunOnceAsync(default);
        (await fax.DeliveryAsync(id)).Status.ShouldBe(DeliveryStatus.Queued);
        ((string?)(await fax.ReadAsync(id))["status"]).ShouldBe("in-progress");
        (await fax.HandOver.RunOnceAsync(default)).ShouldBe(0);

        fax.Pass(TimeSpan.FromSeconds(2));
        (await fax.HandOver.RunOnceAsync(default)).ShouldBe(1);
        (await fax.DeliveryAsync(id)).Status.ShouldBe(DeliveryStatus.InProgress);
        (await fax.AttemptsAsync(id)).Select(a => a.Status).ShouldBe([AttemptStatus.ProvedAbsent, AttemptStatus.Accepted]);
    }

    [Fact]
    public async Task The_carriers_own_waiting_time_is_kept()
    {
        await using var fax = await SendingFixture.CreateAsync();
        await fax.SentAsync(await fax.GoodAsync());
        fax.Scripted.Next(new SubmitResult.NotSent(ScriptedCarrier.Failure(CarrierFailureKind.Throttled, TimeSpan.FromMinutes(2))));
        await fax.HandOver.RunOnceAsync(default);
        fax.Pass(TimeSpan.FromSeconds(100));
        (await fax.HandOver.RunOnceAsync(default)).ShouldBe(0);
        fax.Pass(TimeSpan.FromSeconds(20));
        (await fax.HandOver.RunOnceAsync(default)).ShouldBe(1);
    }

    [Fact]
    public async Task Refused_credentials_ask_a_person_after_a_while_and_never_end_the_fax()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var id = await fax.SentAsync(await fax.GoodAsync());
        var until = fax.Clock.GetUtcNow() + TimeSpan.FromMinutes(15);
        while (fax.Clock.GetUtcNow() < until)
        {
            (await fax.TaskAsync(id, FaxTaskCode.CarrierRefusedCredentials)).ShouldBeNull();
            fax.Scripted.Next(new SubmitResult.NotSent(ScriptedCarrier.Failure(CarrierFailureKind.CredentialsRefused)));
            await fax.HandOver.RunOnceAsync(default);
            fax.Pass(TimeSpan.FromMinutes(5));
        }

        fax.Scripted.Next(new SubmitResult.NotSent(ScriptedCarrier.Failure(CarrierFailureKind.CredentialsRefused)));
        while (await fax.HandOver.RunOnceAsync(default) == 0)
        {
            fax.Pass(TimeSpan.FromMinutes(1));
        }

        (await fax.TaskAsync(id, FaxTaskCode.CarrierRefusedCredentials)).ShouldBe("requested");
        (await fax.DeliveryAsync(id)).Status.ShouldBe(DeliveryStatus.Queued);

        fax.Pass(TimeSpan.FromMinutes(11));
        await fax.HandOver.RunOnceAsync(default);
        (await fax.DeliveryAsync(id)).Status.ShouldBe(DeliveryStatus.InProgress);
        (await fax.TaskAsync(id, FaxTaskCode.CarrierRefusedCredentials)).ShouldBe("completed");
    }

    [Theory]
    [InlineData(CarrierFailureKind.Throttled)]
    [InlineData(CarrierFailureKind.Unreachable)]
    [InlineData(CarrierFailureKind.CircuitOpen)]
    public async Task A_long_outage_asks_a_person_at_its_deadline_and_reminds_until_the_fax_is_out(CarrierFailureKind kind)
    {
        await using var fax = await SendingFixture.CreateAsync();
        var id = await fax.SentAsync(await fax.GoodAsync());
        var start = fax.Clock.GetUtcNow();
        while (await fax.TaskAsync(id, FaxTaskCode.HandOverDelayed) is null)
        {
            await RefuseOnceAsync(fax, kind);
            (await fax.DeliveryAsync(id)).Deadline.ShouldNotBeNull();
        }

        (fax.Clock.GetUtcNow() - start).ShouldBeInRange(TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(16));
        (await fax.TaskAsync(id, FaxTaskCode.HandOverDelayed)).ShouldBe("requested");
        (await fax.TaskAsync(id, FaxTaskCode.CarrierRefusedCredentials)).ShouldBeNull();
        ((string?)(await fax.ReadAsync(id))["status"]).ShouldBe("in-progress");

        await fax.Store.WriteAsync(
            async (transaction, token) =>
            {
                await fax.Tasks.CloseAsync(transaction, SendingFixture.Key, id, FaxTaskCode.HandOverDelayed, token);
                return true;
            },
            default);
        await RefuseOnceAsync(fax, kind);
        (await fax.TaskAsync(id, FaxTaskCode.HandOverDelayed)).ShouldBe("completed");
        fax.Pass(TimeSpan.FromHours(24));
        await RefuseOnceAsync(fax, kind);
        (await fax.TaskAsync(id, FaxTaskCode.HandOverDelayed)).ShouldBe("requested");

        fax.Pass(TimeSpan.FromMinutes(11));
        await fax.HandOver.RunOnceAsync(default);
        (await fax.TaskAsync(id, FaxTaskCode.HandOverDelayed)).ShouldBe("completed");
    }

    [Fact]
    public async Task A_carrier_that_says_it_will_not_be_in_time_is_told_of_at_once_and_left_alone_until_then()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var id = await fax.SentAsync(await fax.GoodAsync());
        fax.Scripted.Next(new SubmitResult.NotSent(ScriptedCarrier.Failure(CarrierFailureKind.Throttled, TimeSpan.FromHours(1))));
        await fax.HandOver.RunOnceAsync(default);
        (await fax.TaskAsync(id, FaxTaskCode.HandOverDelayed)).ShouldBe("requested");
        fax.Pass(TimeSpan.FromMinutes(59));
        (await fax.HandOver.RunOnceAsync(default)).ShouldBe(0);
        fax.Pass(TimeSpan.FromMinutes(1));
        (await fax.HandOver.RunOnceAsync(default)).ShouldBe(1);
        (await fax.TaskAsync(id, FaxTaskCode.HandOverDelayed)).ShouldBe("completed");
    }

    [Fact]
    public async Task Another_app_id_never_sends_what_was_pinned_to_the_first()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var id = await fax.SentAsync(await fax.GoodAsync());
        fax.Project = fax.Project with { Secrets = new CarrierSecrets("other-app", "key", "user-1") };
        await fax.HandOver.RunOnceAsync(default);
        fax.Scripted.Submissions.ShouldBeEmpty();
        (await fax.DeliveryAsync(id)).Status.ShouldBe(DeliveryStatus.Queued);
    }

    [Fact]
    public async Task A_carrier_that_breaks_leaves_doubt_and_not_a_second_fax()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var id = await fax.SentAsync(await fax.GoodAsync());
        fax.Scripted.NextAsync(submission =>
        {
            fax.Scripted.Take(submission);
            throw new InvalidDataException("broken");
        });
        await fax.HandOver.RunOnceAsync(default);
        (await fax.AttemptsAsync(id)).ShouldHaveSingleItem().Status.ShouldBe(AttemptStatus.Unknown);
        fax.Pass(TimeSpan.FromMinutes(30));
        (await fax.HandOver.RunOnceAsync(default)).ShouldBe(0);
        await fax.Reconcile.RunOnceAsync(default);
        (await fax.DeliveryAsync(id)).Status.ShouldBe(DeliveryStatus.InProgress);
        fax.Scripted.Submissions.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_missing_document_holds_the_fax_back_without_an_attempt()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var id = await fax.SentAsync(await fax.GoodAsync());
        var delivery = await fax.DeliveryAsync(id);
        foreach (var file in Directory.EnumerateFiles(fax.DataPath, $"*{delivery.Documents[0].Hash.ToString()[4..]}*", SearchOption.AllDirectories))
        {
            File.Delete(file);
        }

        await fax.HandOver.RunOnceAsync(default);
        fax.Scripted.Submissions.ShouldBeEmpty();
        (await fax.AttemptsAsync(id)).ShouldBeEmpty();
        (await fax.DeliveryAsync(id)).Status.ShouldBe(DeliveryStatus.Queued);

        fax.Pass(TimeSpan.FromMinutes(15));
        await fax.HandOver.RunOnceAsync(default);
        (await fax.TaskAsync(id, FaxTaskCode.HandOverDelayed)).ShouldBe("requested");
    }

    /// <summary>Waits for the next try, and refuses it.</summary>
    private static async Task RefuseOnceAsync(SendingFixture fax, CarrierFailureKind kind)
    {
        fax.Scripted.Next(new SubmitResult.NotSent(ScriptedCarrier.Failure(kind)));
        while (await fax.HandOver.RunOnceAsync(default) == 0)
        {
            fax.Pass(TimeSpan.FromSeconds(1));
        }
    }
}
