using System.Text.Json.Nodes;
using FhirFax.Fax.Carriers;
using FhirFax.Fax.Operations;
using FhirFax.Fax.Sending;
using FhirFax.Store.Faxes;

namespace FhirFax.Fax.Tests.Sending;

public sealed class IdempotencyTests
{
    private const int Callers = 8;

    [Fact]
    public async Task Parallel_sends_of_one_stored_communication_are_one_fax()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var communication = await fax.GoodAsync();
        communication["id"] = "mine";
        await fax.PutAsync(communication.DeepClone().AsObject());
        await AssertOneFaxAsync(fax, () => fax.SendAsync(communication.DeepClone().AsObject()));
    }

    [Fact]
    public async Task Parallel_sends_under_one_new_id_are_one_fax()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var communication = await fax.GoodAsync();
        communication["id"] = "mine";
        await AssertOneFaxAsync(fax, () => fax.SendAsync(communication.DeepClone().AsObject()));
    }

    [Fact]
    public async Task Parallel_sends_of_different_faxes_under_one_id_send_one_and_refuse_the_others()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var bodies = new List<JsonObject>();
        for (var i = 0; i < Callers; i++)
        {
            var body = await fax.GoodAsync(await fax.OrganizationAsync($"+1555123400{i}"));
            body["id"] = "mine";
            bodies.Add(body);
        }

        var results = await Task.WhenAll(bodies.Select(body => Task.Run(() => fax.SendAsync(body))));

        results.OfType<SendResult.Pending>().ShouldHaveSingleItem();
        results.OfType<SendResult.Problem>().Select(problem => problem.Reason.Kind).ShouldBe(Enumerable.Repeat(FaxProblemKind.Conflict, Callers - 1));
        (await fax.DeliveriesAsync("mine")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Parallel_sends_with_one_key_are_one_fax()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var communication = await fax.GoodAsync();
        await AssertOneFaxAsync(fax, () => fax.SendAsync(communication.DeepClone().AsObject(), idempotencyKey: "k"));
    }

    [Fact]
    public async Task Parallel_sends_of_the_same_content_are_one_fax()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var communication = await fax.GoodAsync();
        await AssertOneFaxAsync(fax, () => fax.SendAsync(communication.DeepClone().AsObject()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("k")]
    public async Task A_repeat_without_a_name_is_the_fax_just_sent_however_that_was_named(string? key)
    {
        await using var fax = await SendingFixture.CreateAsync();
        var communication = await fax.GoodAsync();
        var named = communication.DeepClone().AsObject();
        if (key is null)
        {
            named["id"] = "mine";
        }

        var first = Id(await fax.SendAsync(named, idempotencyKey: key));
        Id(await fax.SendAsync(communication)).ShouldBe(first);

        // Another name means another fax.
        var second = Id(await fax.SendAsync(communication, idempotencyKey: "another"));
        second.ShouldNotBe(first);
        Id(await fax.SendAsync(communication)).ShouldBe(first);
    }

    [Fact]
    public async Task A_key_with_other_content_is_refused_and_a_new_key_is_a_new_fax()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var communication = await fax.GoodAsync();
        var first = Id(await fax.SendAsync(communication, idempotencyKey: "k"));
        var other = communication.DeepClone().AsObject();
        other["note"] = JsonNode.Parse("""[{"text":"other"}]""");
        var problem = (await fax.SendAsync(other, idempotencyKey: "k")).ShouldBeOfType<SendResult.Problem>().Reason;
        problem.Kind.ShouldBe(FaxProblemKind.Unprocessable);
        Id(await fax.SendAsync(communication, idempotencyKey: "k2")).ShouldNotBe(first);
    }

    [Fact]
    public async Task A_key_holds_across_a_restart_and_for_a_day()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var communication = await fax.GoodAsync();
        var first = Id(await fax.SendAsync(communication, idempotencyKey: "k"));
        await fax.RestartAsync();
        fax.Pass(TimeSpan.FromHours(23));
        Id(await fax.SendAsync(communication, idempotencyKey: "k")).ShouldBe(first);
        fax.Pass(TimeSpan.FromHours(1));
        Id(await fax.SendAsync(communication, idempotencyKey: "k")).ShouldNotBe(first);
    }

    [Fact]
    public async Task The_same_content_is_the_same_fax_for_a_while()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var communication = await fax.GoodAsync();
        var first = Id(await fax.SendAsync(communication));
        Id(await fax.SendAsync(communication)).ShouldBe(first);
        var noted = communication.DeepClone().AsObject();
        noted["note"] = JsonNode.Parse("""[{"text":"other"}]""");
        Id(await fax.SendAsync(noted)).ShouldNotBe(first);
        fax.Pass(fax.Options.DuplicateWindow);
        Id(await fax.SendAsync(communication)).ShouldNotBe(first);
    }

    [Fact]
    public async Task A_failed_fax_may_be_sent_again_at_once_but_only_once()
    {
        await using var fax = await SendingFixture.CreateAsync();
        var communication = await fax.GoodAsync();
        var first = Id(await fax.SendAsync(communication));
        fax.Scripted.Next(new SubmitResult.Refused("400", "Refused."));
        await fax.HandOver.RunOnceAsync(default);
        ((string?)(await fax.ReadAsync(first))["status"]).ShouldBe("not-done");

        fax.Pass(fax.Options.DuplicateWindow / 2);
        var second = Id(await fax.SendAsync(communication));
        second.ShouldNotBe(first);
        fax.Pass(fax.Options.DuplicateWindow / 2);
        Id(await fax.SendAsync(communication)).ShouldBe(second);
    }

    [Fact]
    public async Task A_repeat_waits_while_the_first_is_in_flight()
    {
        await using var fax = await SendingFixture.CreateAsync(new SendingOptions { SubmitWait = TimeSpan.FromSeconds(10) });
        var arrived = new TaskCompletionSource();
        var answer = new TaskCompletionSource();
        fax.Scripted.NextAsync(async submission =>
        {
            arrived.SetResult();
            await answer.Task;
            return new SubmitResult.Accepted(fax.Scripted.Take(submission));
        });
        var communication = await fax.GoodAsync();
        var first = fax.SendAsync(communication, idempotencyKey: "k");
        var work = PumpAsync(fax, first);
        await arrived.Task;
        var second = fax.SendAsync(communication, idempotencyKey: "k");
        second.IsCompleted.ShouldBeFalse();
        answer.SetResult();
        (await first).ShouldBeOfType<SendResult.Accepted>().IsReplay.ShouldBeFalse();
        (await second).ShouldBeOfType<SendResult.Accepted>().IsReplay.ShouldBeTrue();
        await work;
    }

    private static async Task PumpAsync(SendingFixture fax, Task until)
    {
        while (!until.IsCompleted)
        {
            await fax.HandOver.RunOnceAsync(default);
        }
    }

    private static async Task AssertOneFaxAsync(SendingFixture fax, Func<Task<SendResult>> send)
    {
        var results = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(send)));
        results.Select(Id).Distinct().Count().ShouldBe(1);
        results.Count(r => r is SendResult.Pending { IsReplay: false }).ShouldBe(1);
        fax.Pass(TimeSpan.Zero);
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => fax.HandOver.RunOnceAsync(default)));
        fax.Scripted.Submissions.Count.ShouldBe(1);
        (await fax.AttemptsAsync(Id(results[0]))).ShouldHaveSingleItem().Status.ShouldBe(AttemptStatus.Accepted);
    }

    private static string Id(SendResult result) => result switch
    {
        SendResult.Pending pending => pending.Communication.Key.Id,
        SendResult.Accepted accepted => accepted.Communication.Key.Id,
        SendResult.Problem problem => throw new InvalidOperationException(problem.Reason.Outcome.Issues[0].Text),
        _ => throw new InvalidOperationException(),
    };
}
