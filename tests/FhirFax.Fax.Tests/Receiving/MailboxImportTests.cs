using FhirFax.Fax.Carriers;
using FhirFax.Fax.Receiving;
using FhirFax.Fax.Tasks;
using FhirFax.Fax.Tests.Documents;
using FhirFax.Fhir.Outcomes;
using FhirFax.Store.Faxes;

namespace FhirFax.Fax.Tests.Receiving;

public sealed class MailboxImportTests
{
    private static readonly MailboxKey Mailbox = ReceivingFixture.Mailbox;
    private static readonly DateTimeOffset Received = ReceivingFixture.Received;

    [Fact]
    public async Task The_carrier_is_told_last()
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        fixture.Carrier.Arrive(Mailbox, "f1", Received);
        InboxStatus? status = null;
        var communications = 0;
        fixture.Carrier.Hook = async step =>
        {
            if (step == "+acknowledge f1")
            {
                status = (await fixture.Store.InboxAsync(Mailbox, "f1", default))!.Status;
                communications = (await fixture.AllAsync("Communication")).Count;
            }
        };

        await fixture.ReceiveAsync();

        status.ShouldBe(InboxStatus.Stored);
        communications.ShouldBe(1);
        (await fixture.Store.InboxAsync(Mailbox, "f1", default))!.Status.ShouldBe(InboxStatus.Acknowledged);
    }

    [Fact]
    public async Task The_next_fax_is_fetched_while_the_carrier_is_told_of_the_one_before()
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        fixture.Carrier.Arrive(Mailbox, "f1", Received);
        fixture.Carrier.Arrive(Mailbox, "f2", Received.AddSeconds(1));
        var isNextFetched = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var images = 0;
        var acknowledged = 0;
        fixture.Carrier.Hook = async step =>
        {
            if (step.StartsWith("+image", StringComparison.Ordinal) && ++images == 2)
            {
                isNextFetched.SetResult();
            }
            else if (step.StartsWith("+acknowledge", StringComparison.Ordinal) && ++acknowledged == 1)
            {
                await isNextFetched.Task.WaitAsync(TimeSpan.FromSeconds(30));
            }
        };

        (await fixture.ReceiveAsync()).Communications.Count.ShouldBe(2);

        acknowledged.ShouldBe(2);
        foreach (var id in new[] { "f1", "f2" })
        {
            (await fixture.Store.InboxAsync(Mailbox, id, default))!.Status.ShouldBe(InboxStatus.Acknowledged);
        }
    }

    [Fact]
    public async Task A_document_that_is_not_there_yet_is_asked_for_again_when_it_is_time()
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        var server = fixture.Server();
        fixture.Carrier.Arrive(Mailbox, "f1", Received).Answers.Enqueue(new ImageResult.NotReady("Not there yet."));

        var first = await fixture.ReceiveAsync(server);
        var soon = await fixture.ReceiveAsync(server);
        fixture.Carrier.CallsOf("image").ShouldBe(1);
        fixture.Clock.Advance(TimeSpan.FromSeconds(3));
        var later = await fixture.ReceiveAsync(server);

        first.Communications.ShouldBeEmpty();
        var issue = first.Failures.ShouldHaveSingleItem().Issues.ShouldHaveSingleItem();
        issue.Code.ShouldBe(IssueCode.Transient);
        issue.Text.ShouldContain("f1");
        soon.Communications.ShouldBeEmpty();
        later.Communications.Count.ShouldBe(1);
        later.Failures.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_tiff_is_kept_as_it_is_with_its_pages_and_nobody_is_asked()
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        var document = SmallTiff.With(pages: 7);
        fixture.Carrier.Arrive(Mailbox, "f1", Received, document: document);

        var json = ReceivingFixture.Parse((await fixture.ReceiveAsync(fixture.Server())).Communications.ShouldHaveSingleItem());

        var attachment = json.GetProperty("payload")[0].GetProperty("contentAttachment");
        attachment.GetProperty("contentType").GetString().ShouldBe("image/tiff");
        attachment.GetProperty("title").GetString().ShouldBe("f1.tif");
        (await fixture.BytesAsync(attachment.GetProperty("url").GetString()!)).ShouldBe(document);
        json.GetProperty("extension").EnumerateArray().Single(static e => e.GetProperty("url").GetString() == FaxUrls.FaxPageCountExtension)
            .GetProperty("valueUnsignedInt").GetInt32().ShouldBe(7);
        (await fixture.AllAsync("Task")).ShouldBeEmpty();
    }

    public static TheoryData<string, byte[]> BadDocuments => new()
    {
        { "image/tiff", [0x49, 0x49, 0x2A, 0, 8, 0, 0, 0, 0, 0] },
        { "application/pdf", SmallPdf.With("cut")[..60] },
        { "application/octet-stream", [1, 2, 3, 4, 5] },
    };

    [Theory]
    [MemberData(nameof(BadDocuments))]
    public async Task A_document_that_cannot_be_read_is_kept_with_a_task(string contentType, byte[] document)
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        var server = fixture.Server();
        fixture.Carrier.Arrive(Mailbox, "f1", Received, document: document);

        var results = new List<ReceiveResult.Received>();
        for (var hours = 0; hours < 3; hours++)
        {
            results.Add(await fixture.ReceiveAsync(server));
            fixture.Clock.Advance(TimeSpan.FromHours(1));
        }

        results.ShouldAllBe(r => r.Communications.Count == 0 && r.Failures.Count == 1);
        var communication = (await fixture.ReceiveAsync(server)).Communications.ShouldHaveSingleItem();
        var json = ReceivingFixture.Parse(communication);
        var attachment = json.GetProperty("payload")[0].GetProperty("contentAttachment");
        attachment.GetProperty("contentType").GetString().ShouldBe(contentType);
        (await fixture.BytesAsync(attachment.GetProperty("url").GetString()!)).ShouldBe(document);
        var task = (await fixture.AllAsync("Task")).ShouldHaveSingleItem();
        task.GetProperty("focus").GetProperty("reference").GetString().ShouldBe($"Communication/{communication.Key.Id}");
        task.GetProperty("code").GetProperty("coding")[0].GetProperty("code").GetString().ShouldBe(FaxTaskCode.InboundUnreadable);

        fixture.Clock.Advance(TimeSpan.FromDays(2));
        (await fixture.ReceiveAsync(server)).Communications.ShouldBeEmpty();
        (await fixture.FaxIdsAsync()).ShouldBe(["f1"]);
        (await fixture.Store.WatermarkAsync(Mailbox, default)).ShouldBe(Received);
    }

    [Fact]
    public async Task A_half_written_document_is_replaced_by_the_whole_one()
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        var server = fixture.Server();
        var whole = SmallPdf.With("whole");
        var entry = fixture.Carrier.Arrive(Mailbox, "f1", Received, document: whole[..100]);
        await fixture.ReceiveAsync(server);
        entry.Document = whole;
        fixture.Clock.Advance(TimeSpan.FromSeconds(3));

        var json = ReceivingFixture.Parse((await fixture.ReceiveAsync(server)).Communications.ShouldHaveSingleItem());

        (await fixture.BytesAsync(json.GetProperty("payload")[0].GetProperty("contentAttachment").GetProperty("url").GetString()!)).ShouldBe(whole);
        (await fixture.AllAsync("Task")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_document_that_never_comes_leaves_a_communication_without_payload_and_a_task()
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        var server = fixture.Server();
        var entry = fixture.Carrier.Arrive(Mailbox, "f1", Received);
        for (var i = 0; i < 50; i++)
        {
            entry.Answers.Enqueue(new ImageResult.NotReady("Not there."));
        }

        var tries = 0;
        while ((await fixture.FaxIdsAsync()).Count == 0 && tries++ < 40)
        {
            await fixture.ReceiveAsync(server);
            fixture.Clock.Advance(TimeSpan.FromHours(6));
        }

        var json = (await fixture.AllAsync("Communication")).ShouldHaveSingleItem();
        json.TryGetProperty("payload", out _).ShouldBeFalse();
        (await fixture.AllAsync("Binary")).ShouldBeEmpty();
        (await fixture.AllAsync("Task")).Count.ShouldBe(1);
        fixture.Carrier.CallsOf("image").ShouldBe(10);
    }

    [Fact]
    public async Task An_outage_of_the_carrier_never_makes_a_fax_unreadable()
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        var server = fixture.Server();
        fixture.Carrier.Arrive(Mailbox, "f1", Received).Answers.Enqueue(new ImageResult.NotReady("Not there yet."));
        await fixture.ReceiveAsync(server);

        fixture.Carrier.Outage = new CarrierFailure(CarrierFailureKind.Unreachable, "No connection.");
        for (var i = 0; i < 30; i++)
        {
            fixture.Clock.Advance(TimeSpan.FromHours(6));
            (await server.ReceiveAsync(new ReceiveRequest(ReceivingFixture.TheProject, null), default)).ShouldBeOfType<ReceiveResult.Unavailable>();
        }

        fixture.Carrier.Outage = null;
        (await fixture.ReceiveAsync(server)).Communications.Count.ShouldBe(1);
        (await fixture.AllAsync("Task")).ShouldBeEmpty();
    }

    [Fact]
    public async Task One_document_that_the_carrier_cannot_give_does_not_hold_up_the_others()
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        fixture.Carrier.Arrive(Mailbox, "poison", Received).Answers.Enqueue(
            new ImageResult.Unavailable(new CarrierFailure(CarrierFailureKind.Unreachable, "It answered 500.", 500)));
        fixture.Carrier.Arrive(Mailbox, "foreign", Received.AddSeconds(1)).Answers.Enqueue(
            new ImageResult.Unavailable(new CarrierFailure(CarrierFailureKind.MailboxRefused, "It is another's.", 403)));
        fixture.Carrier.Arrive(Mailbox, "f3", Received.AddSeconds(2));

        var result = await fixture.ReceiveAsync();

        ReceivingFixture.FaxId(ReceivingFixture.Parse(result.Communications.ShouldHaveSingleItem())).ShouldBe("f3");
        result.Failures.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_restarted_server_resumes_what_is_no_longer_listed()
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        fixture.Carrier.Arrive(Mailbox, "seen", Received).Answers.Enqueue(new ImageResult.NotReady("Not there yet."));
        var stored = fixture.Carrier.Arrive(Mailbox, "stored", Received.AddMinutes(1));
        fixture.Carrier.Hook = step => step == "+acknowledge stored" ? throw new IOException("The process dies.") : Task.CompletedTask;
        await Should.ThrowAsync<IOException>(() => fixture.ReceiveAsync());
        fixture.Carrier.Hook = _ => Task.CompletedTask;
        foreach (var id in new[] { "seen", "stored" })
        {
            (await fixture.Store.InboxAsync(Mailbox, id, default))!.Status.ShouldBe(id == "seen" ? InboxStatus.Seen : InboxStatus.Stored);
        }

        await fixture.ReopenAsync();
        fixture.Carrier.Outage = null;
        fixture.Clock.Advance(TimeSpan.FromDays(3));
        var result = await fixture.ReceiveAsync();

        ReceivingFixture.FaxId(ReceivingFixture.Parse(result.Communications.ShouldHaveSingleItem())).ShouldBe("seen");
        stored.IsAcknowledged.ShouldBeTrue();
        (await fixture.Store.UnsettledInboxAsync(Mailbox, 10, default)).ShouldBeEmpty();
        (await fixture.FaxIdsAsync()).ShouldBe(["seen", "stored"]);
    }

    [Fact]
    public async Task A_deleted_communication_does_not_come_again()
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        var server = fixture.Server();
        fixture.Carrier.Arrive(Mailbox, "f1", Received);
        var communication = (await fixture.ReceiveAsync(server)).Communications.ShouldHaveSingleItem();
        await fixture.Store.WriteAsync((transaction, token) => transaction.DeleteAsync(ReceivingFixture.Project, communication.Key, null, null, token), default);

        (await fixture.ReceiveAsync(server)).Communications.ShouldBeEmpty();
        (await fixture.FaxIdsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Many_waiting_documents_do_not_hide_the_one_that_is_there()
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        var server = fixture.Server();
        for (var i = 0; i < 450; i++)
        {
            fixture.Carrier.Arrive(Mailbox, $"waiting-{i:D3}", Received).Answers.Enqueue(new ImageResult.NotReady("Not there yet."));
        }

        await fixture.ReceiveAsync(server);
        fixture.Carrier.Arrive(Mailbox, "ready", Received);

        ReceivingFixture.FaxId(ReceivingFixture.Parse((await fixture.ReceiveAsync(server)).Communications.ShouldHaveSingleItem())).ShouldBe("ready");
        (await fixture.Store.InboxAsync(Mailbox, "waiting-449", default))!.Tries.ShouldBe(1);
    }
}
