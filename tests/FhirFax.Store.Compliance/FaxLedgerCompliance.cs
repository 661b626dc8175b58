using FhirFax.Store.Content;
using FhirFax.Store.Faxes;
using FhirFax.Store.Resources;
using static FhirFax.Store.Compliance.Samples;

namespace FhirFax.Store.Compliance;

/// <summary>Deliveries, Attempts, idempotency and pins; above all that nothing can exist twice.</summary>
public abstract class FaxLedgerCompliance : StoreCompliance
{
    [Fact]
    public async Task A_delivery_reads_back_whole()
    {
        var delivery = Delivery(Project) with
        {
            Recipients = [0, 2, 5],
            Documents = [new PinnedDocument(Hash('a'), "PDF", 12_345_678_901, 3), new PinnedDocument(Hash('b'), "PDF", 1, 1)],
            CarrierId = "carrier-1",
            Attempts = 2,
            Pages = 4,
            ErrorCode = "1234",
            ErrorText = "busy",
            Submitted = Noon.AddTicks(7),
            Completed = Noon.AddHours(1),
            Deadline = Noon.AddHours(2),
        };
        await AddAsync(delivery);

        foreach (var read in new[] { (await Store.DeliveryAsync(Project, "d1", None))!, (await Store.DeliveriesAsync(Project, "c1", None)).ShouldHaveSingleItem() })
        {
            read.Recipients.ShouldBe(delivery.Recipients);
            read.Documents.ShouldBe(delivery.Documents);
            (read with { Recipients = delivery.Recipients, Documents = delivery.Documents }).ShouldBe(delivery);
        }
    }

    [Fact]
    public async Task Deliveries_come_in_their_order()
    {
        await AddAsync(Delivery(Project, "z", ordinal: 0));
        await AddAsync(Delivery(Project, "a", ordinal: 1));

        (await Store.DeliveriesAsync(Project, "c1", None)).Select(d => d.Id).ShouldBe(["z", "a"]);
        (await Store.DeliveriesAsync(Project, "never-sent", None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_second_delivery_of_one_id_or_place_is_refused_with_all_that_came_with_it()
    {
        await AddAsync(Delivery(Project));

        await Should.ThrowAsync<InvalidOperationException>(() => AddAsync(Delivery(Project)));
        await Should.ThrowAsync<InvalidOperationException>(() => WriteAsync(async t =>
        {
            await t.PinAsync(Project, "c1", [new ResourceKey("Binary", "b")], None);
            await t.AddDeliveryAsync(Delivery(Project, "d2"), None);
        }));
        (await Store.PinsAsync(Project, new ResourceKey("Binary", "b"), None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_error_that_the_work_swallows_still_undoes_it()
    {
        await AddAsync(Delivery(Project));

        await Should.ThrowAsync<InvalidOperationException>(() => WriteAsync(async t =>
        {
            await t.PutAsync(Project, Resource("Patient", "p1"), None);
            try
            {
                await t.AddDeliveryAsync(Delivery(Project), None);
            }
            catch (InvalidOperationException)
            {
            }
        }));

        (await Store.ReadAsync(Project, new("Patient", "p1"), None)).ShouldBeNull();
    }

    [Fact]
    public async Task An_update_must_name_the_revision_it_read()
    {
        await AddAsync(Delivery(Project));
        var read = (await Store.DeliveryAsync(Project, "d1", None))!;

        (await UpdateAsync(read with { Status = DeliveryStatus.Submitting, Attempts = 1 })).ShouldBeTrue();
        (await UpdateAsync(read with { Status = DeliveryStatus.Cancelled })).ShouldBeFalse();

        var after = (await Store.DeliveryAsync(Project, "d1", None))!;
        after.Status.ShouldBe(DeliveryStatus.Submitting);
        after.Revision.ShouldBe(read.Revision + 1);
        (await UpdateAsync(after with { Status = DeliveryStatus.Unknown })).ShouldBeTrue();
    }

    [Fact]
    public async Task Number_mailbox_and_documents_never_change()
    {
        var delivery = Delivery(Project) with { Documents = [new PinnedDocument(Hash('a'), "PDF", 1, 1)] };
        await AddAsync(delivery);

        await UpdateAsync(delivery with { Number = "+15550000000", Mailbox = new("x", "y"), Documents = [], Recipients = [9], Status = DeliveryStatus.Unknown });

        var read = (await Store.DeliveryAsync(Project, "d1", None))!;
        read.Number.ShouldBe(delivery.Number);
        read.Mailbox.ShouldBe(delivery.Mailbox);
        read.Documents.ShouldBe(delivery.Documents);
        read.Recipients.ShouldBe(delivery.Recipients);
        read.Status.ShouldBe(DeliveryStatus.Unknown);
    }

    [Theory]
    [InlineData(AttemptStatus.Submitting, false)]
    [InlineData(AttemptStatus.Unknown, false)]
    [InlineData(AttemptStatus.Accepted, false)]
    [InlineData(AttemptStatus.Completed, false)]
    [InlineData(AttemptStatus.ProvedAbsent, true)]
    [InlineData(AttemptStatus.Failed, true)]
    [InlineData(AttemptStatus.Cancelled, true)]
    public async Task A_second_attempt_needs_the_first_to_be_over_without_success(AttemptStatus first, bool allowed)
    {
        await AddAsync(Delivery(Project));
        (await AddAsync(Attempt(Project, "a1"))).ShouldBeTrue();
        await WriteAsync(t => t.UpdateAttemptAsync(Attempt(Project, "a1", status: first) with { Ended = Noon.AddMinutes(1), CarrierId = "x", ErrorCode = "1", ErrorText = "no" }, None).AsTask());

        (await AddAsync(Attempt(Project, "a2", 2))).ShouldBe(allowed);

        var attempts = await Store.AttemptsAsync(Project, "d1", None);
        attempts.Select(a => a.Id).ShouldBe(allowed ? ["a1", "a2"] : ["a1"]);
        attempts[0].ShouldBe(Attempt(Project, "a1", status: first) with { Ended = Noon.AddMinutes(1), CarrierId = "x", ErrorCode = "1", ErrorText = "no" });
    }

    [Fact]
    public async Task Of_sixteen_attempts_at_once_one_is_made()
    {
        await AddAsync(Delivery(Project));

        var made = await Task.WhenAll(Enumerable.Range(1, 16).Select(i => Task.Run(() => AddAsync(Attempt(Project, $"a{i}", i)))));

        made.Count(m => m).ShouldBe(1);
        (await Store.AttemptsAsync(Project, "d1", None)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_attempt_that_was_over_cannot_come_back_beside_another()
    {
        await AddAsync(Delivery(Project));
        await AddAsync(Attempt(Project, "a1"));
        await WriteAsync(t => t.UpdateAttemptAsync(Attempt(Project, "a1", status: AttemptStatus.Failed), None).AsTask());
        await AddAsync(Attempt(Project, "a2", 2));

        await Should.ThrowAsync<InvalidOperationException>(() => WriteAsync(t => t.UpdateAttemptAsync(Attempt(Project, "a1", status: AttemptStatus.Accepted), None).AsTask()));
        await Should.ThrowAsync<InvalidOperationException>(() => WriteAsync(t => t.UpdateAttemptAsync(Attempt(Project, "nobody"), None).AsTask()));
    }

    [Fact]
    public async Task An_idempotency_key_is_taken_once_until_it_expires()
    {
        var first = new IdempotencyRecord(Project, "client-1", "key", "print", "c1", Noon, Noon.AddHours(24));
        var second = first with { Fingerprint = "other", CommunicationId = "c2" };

        (await TakeAsync(first, Noon)).ShouldBeNull();
        (await TakeAsync(second, Noon.AddHours(23))).ShouldBe(first);
        (await TakeAsync(second with { Client = "client-2" }, Noon)).ShouldBeNull();
        (await TakeAsync(second with { Project = OtherProject }, Noon)).ShouldBeNull();
        (await Store.IdempotencyAsync(Project, "client-1", "key", Noon.AddHours(23), None)).ShouldBe(first);
        (await Store.IdempotencyAsync(Project, "client-1", "key", Noon.AddHours(24), None)).ShouldBeNull();

        (await TakeAsync(second with { Expires = Noon.AddHours(48) }, Noon.AddHours(24))).ShouldBeNull();
        (await Store.IdempotencyAsync(Project, "client-1", "key", Noon.AddHours(25), None))!.CommunicationId.ShouldBe("c2");
    }

    [Fact]
    public async Task Of_sixteen_sends_with_one_key_one_takes_it()
    {
        var answers = await Task.WhenAll(Enumerable.Range(1, 16).Select(i => Task.Run(() =>
            TakeAsync(new IdempotencyRecord(Project, "client-1", "key", "print", $"c{i}", Noon, Noon.AddHours(1)), Noon))));

        answers.Count(a => a is null).ShouldBe(1);
        answers.Where(a => a is not null).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_document_is_pinned_while_its_delivery_is_not_over()
    {
        var binary = new ResourceKey("Binary", "b1");
        await WriteAsync(async t =>
        {
            await t.AddDeliveryAsync(Delivery(Project), None);
            await t.AddDeliveryAsync(Delivery(Project, "d2", ordinal: 1) with { Status = DeliveryStatus.Completed }, None);
            await t.PinAsync(Project, "c1", [binary, new ResourceKey("Binary", "b2")], None);
            await t.PinAsync(Project, "never-sent", [binary], None);
        });

        (await Store.PinsAsync(Project, binary, None)).ShouldBe([new ResourceKey("Communication", "c1")]);
        (await Store.PinsAsync(OtherProject, binary, None)).ShouldBeEmpty();
        (await Store.PinsAsync(Project, new("Binary", "b3"), None)).ShouldBeEmpty();

        await UpdateAsync(Delivery(Project) with { Status = DeliveryStatus.Failed });
        (await Store.PinsAsync(Project, binary, None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_received_document_stays_pinned_and_a_new_list_replaces_the_old()
    {
        var binary = new ResourceKey("Binary", "b1");
        await WriteAsync(async t =>
        {
            await t.TryAddInboxAsync(Inbox(Project, "f1") with { CommunicationId = "c1", Status = InboxStatus.Acknowledged }, None);
            await t.PinAsync(Project, "c1", [binary, binary], None);
        });

        (await Store.PinsAsync(Project, binary, None)).ShouldBe([new ResourceKey("Communication", "c1")]);
        await WriteAsync(t => t.PinAsync(Project, "c1", [new("Binary", "b2")], None).AsTask());
        (await Store.PinsAsync(Project, binary, None)).ShouldBeEmpty();
        (await Store.PinsAsync(Project, new("Binary", "b2"), None)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Projects_do_not_see_each_others_faxes()
    {
        await AddAsync(Delivery(Project));
        await AddAsync(Attempt(Project, "a1"));

        (await Store.DeliveryAsync(OtherProject, "d1", None)).ShouldBeNull();
        (await Store.DeliveriesAsync(OtherProject, "c1", None)).ShouldBeEmpty();
        (await Store.AttemptsAsync(OtherProject, "d1", None)).ShouldBeEmpty();
        (await UpdateAsync(Delivery(OtherProject) with { Status = DeliveryStatus.Failed })).ShouldBeFalse();
        await AddAsync(Delivery(OtherProject));
        (await AddAsync(Attempt(OtherProject, "a1"))).ShouldBeTrue();
        (await Store.DeliveryAsync(Project, "d1", None))!.Status.ShouldBe(DeliveryStatus.Queued);
    }

    private static ContentHash Hash(char digit) => ContentHash.TryParse(new string(digit, 64), out var hash) ? hash : throw new ArgumentException("Not a digit.", nameof(digit));

    private Task AddAsync(DeliveryRecord delivery) => WriteAsync(t => t.AddDeliveryAsync(delivery, None).AsTask());

    private Task<bool> UpdateAsync(DeliveryRecord delivery) => Store.WriteAsync((t, c) => t.UpdateDeliveryAsync(delivery, c), None);

    private Task<bool> AddAsync(AttemptRecord attempt) => Store.WriteAsync((t, c) => t.AddAttemptAsync(attempt, c), None);

    private Task<IdempotencyRecord?> TakeAsync(IdempotencyRecord record, DateTimeOffset now) => Store.WriteAsync((t, c) => t.TryAddIdempotencyAsync(record, now, c), None);
}
