using System.Globalization;
using FhirFax.Store.Faxes;
using FhirFax.Store.Resources;
using static FhirFax.Store.Compliance.Samples;

namespace FhirFax.Store.Compliance;

/// <summary>The list of faxes: in step with every change, exact, and in an order that no page contradicts.</summary>
public abstract class FaxListCompliance : StoreCompliance
{
    private static readonly string[] Texts = ["", "alpha", "Beta", "beta", "ähnlich", "😀"];

    public static TheoryData<FaxSort, bool> Orders
    {
        get
        {
            var orders = new TheoryData<FaxSort, bool>();
            foreach (var sort in Enum.GetValues<FaxSort>())
            {
                orders.Add(sort, false);
                orders.Add(sort, true);
            }

            return orders;
        }
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task Pages_follow_one_order_without_gap_or_repetition(FaxSort sort, bool isDescending)
    {
        var random = new Random(17);
        var expected = await FillAsync(random, 137);
        expected.Sort((left, right) => Compare(left, right, sort, isDescending));
        foreach (var size in (int[])[1, 7, 20, 100])
        {
            var walked = new List<Guid>();
            for (var offset = 0L; offset <= expected.Count; offset += size)
            {
                var page = await Store.FaxesAsync(Project, new FaxListQuery(sort, isDescending, offset, size), fax => fax, None);
                page.Total.ShouldBe(expected.Count);
                page.Faxes.Count.ShouldBe((int)Math.Min(size, expected.Count - offset));
                walked.AddRange(page.Faxes.Select(fax => fax.Row.Id));
            }

            walked.ShouldBe(expected.Select(row => row.Id));
        }

        (await Store.FaxesAsync(Project, new FaxListQuery(sort, isDescending, long.MaxValue / 2, 100), fax => fax, None)).Faxes.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_fax_is_listed_as_long_as_it_is_one()
    {
        var row = RowsInTopics.Row(Guid.NewGuid(), Noon) with { Subject = "first" };
        await PutAsync("a", row);
        (await Store.FaxAsync(Project, row.Id, None)).ShouldNotBeNull().Row.Subject.ShouldBe("first");
        (await Store.FaxOfAsync(Project, "a", None)).ShouldNotBeNull().Communication.VersionId.ShouldBe(1);
        (await Store.FaxAsync(OtherProject, row.Id, None)).ShouldBeNull();

        await PutAsync("a", row with { Subject = "second", Pages = 3 });
        var changed = (await Store.FaxAsync(Project, row.Id, None)).ShouldNotBeNull();
        (changed.Row.Subject, changed.Row.Pages, changed.Communication.VersionId).ShouldBe(("second", 3, 2));

        await WriteAsync(async transaction => await transaction.PutAsync(Project, Resource("Communication", "a"), None));
        (await Store.FaxAsync(Project, row.Id, None)).ShouldBeNull();
        (await TotalAsync()).ShouldBe(0);

        await PutAsync("a", row);
        (await TotalAsync()).ShouldBe(1);
        await WriteAsync(async transaction => await transaction.DeleteAsync(Project, new ResourceKey("Communication", "a"), null, null, None));
        (await TotalAsync()).ShouldBe(0);
        (await Store.FaxOfAsync(Project, "a", None)).ShouldBeNull();
    }

    [Fact]
    public async Task The_time_of_creation_stays_that_of_the_first_version()
    {
        var row = RowsInTopics.Row(Guid.NewGuid(), Noon);
        await PutAsync("a", row);
        var created = (await Store.FaxAsync(Project, row.Id, None))!.Row.Created;
        Clock.Advance(TimeSpan.FromHours(1));
        await PutAsync("a", row with { Subject = "x" });
        await WriteAsync(async transaction => await transaction.DeleteAsync(Project, new ResourceKey("Communication", "a"), null, null, None));
        await PutAsync("a", row);
        var restored = (await Store.FaxAsync(Project, row.Id, None))!.Row;
        restored.Created.ShouldBe(created);
        restored.Updated.ShouldBeGreaterThan(created);
    }

    [Fact]
    public async Task What_is_undone_was_never_listed()
    {
        var row = RowsInTopics.Row(Guid.NewGuid(), Noon);
        await Should.ThrowAsync<InvalidTimeZoneException>(() => WriteAsync(async transaction =>
        {
            await transaction.PutAsync(Project, RowsInTopics.Write("a", row), None);
            throw new InvalidTimeZoneException();
        }));
        await WriteAsync(async transaction =>
        {
            await transaction.PutAsync(Project, RowsInTopics.Write("b", row), None);
            (await transaction.FaxAsync(Project, row.Id, None)).ShouldNotBeNull();
            transaction.Abandon();
        });
        (await TotalAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_transaction_lists_what_it_has_written()
    {
        var row = RowsInTopics.Row(Guid.NewGuid(), Noon);
        await WriteAsync(async transaction =>
        {
            await transaction.PutAsync(Project, RowsInTopics.Write("a", row), None);
            (await transaction.FaxOfAsync(Project, "a", None)).ShouldNotBeNull().Row.Id.ShouldBe(row.Id);
            await transaction.AddDeliveryAsync(Delivery(Project, communicationId: "a"), None);
            (await transaction.FaxAsync(Project, row.Id, None)).ShouldNotBeNull().Row.Receiver.ShouldBe("+15551234567");
            await transaction.DeleteAsync(Project, new ResourceKey("Communication", "a"), null, null, None);
            (await transaction.FaxesAsync(Project, new FaxListQuery(FaxSort.Created, true, 0, 10), fax => fax, None)).Total.ShouldBe(0);
        });
    }

    [Fact]
    public async Task A_row_follows_the_ledger_and_the_resources_it_was_read_from()
    {
        var row = RowsInTopics.Row(Guid.NewGuid(), Noon) with { Sources = [new ResourceKey("Organization", "o")] };
        await PutAsync("a", row);
        (await ReceiverAsync(row.Id)).ShouldBeNull();
        await WriteAsync(async transaction => await transaction.PutAsync(Project, Resource("Organization", "o", "\"name\":\"+15550000001\""), None));
        (await ReceiverAsync(row.Id)).ShouldBe("+15550000001");
        await WriteAsync(async transaction => await transaction.DeleteAsync(Project, new ResourceKey("Organization", "o"), null, null, None));
        (await ReceiverAsync(row.Id)).ShouldBeNull();
        await WriteAsync(async transaction => await transaction.AddDeliveryAsync(Delivery(Project, communicationId: "a"), None));
        (await ReceiverAsync(row.Id)).ShouldBe("+15551234567");
    }

    [Fact]
    public async Task Resources_with_other_ids_are_found_by_their_alias()
    {
        await WriteAsync(async transaction => await transaction.PutAsync(Project, Resource("Patient", "anna"), None));
        (await Store.AliasedAsync(Project, "Patient", RowsInTopics.Alias("anna"), None)).ShouldBe(new ResourceKey("Patient", "anna"));
        (await Store.AliasedAsync(Project, "Patient", RowsInTopics.Alias("ben"), None)).ShouldBeNull();
        (await Store.AliasedAsync(Project, "Practitioner", RowsInTopics.Alias("anna"), None)).ShouldBeNull();
        (await Store.AliasedAsync(OtherProject, "Patient", RowsInTopics.Alias("anna"), None)).ShouldBeNull();
    }

    [Fact]
    public async Task Counts_and_orders_hold_through_any_number_of_changes()
    {
        var random = new Random(4711);
        var model = new Dictionary<string, FaxRow>();
        for (var step = 0; step < 400; step++)
        {
            var id = $"c{random.Next(40)}";
            if (random.Next(4) == 0 && model.Remove(id))
            {
                await WriteAsync(async transaction => await transaction.DeleteAsync(Project, new ResourceKey("Communication", id), null, null, None));
            }
            else
            {
                model[id] = Random(random, model.TryGetValue(id, out var known) ? known.Id : Guid.NewGuid());
                await PutAsync(id, model[id]);
            }
        }

        foreach (var sort in Enum.GetValues<FaxSort>())
        {
            var page = await Store.FaxesAsync(Project, new FaxListQuery(sort, false, 0, 100), fax => fax, None);
            page.Total.ShouldBe(model.Count);
            page.Faxes.Select(fax => fax.Row.Id).Order().ShouldBe(model.Values.Select(row => row.Id).Order());
            page.Faxes.Select(fax => fax.Row).ToList().ShouldBe([.. page.Faxes.Select(fax => fax.Row).Order(Comparer<FaxRow>.Create((left, right) => Compare(left, right, sort, false)))]);
        }
    }

    private async Task<List<FaxRow>> FillAsync(Random random, int count)
    {
        var rows = new List<FaxRow>();
        for (var i = 0; i < count; i++)
        {
            Clock.Advance(TimeSpan.FromMilliseconds(random.Next(3)));
            await PutAsync($"c{i}", Random(random, Guid.NewGuid()));
            rows.Add((await Store.FaxOfAsync(Project, $"c{i}", None))!.Row);
        }

        return rows;
    }

    private static FaxRow Random(Random random, Guid id) => RowsInTopics.Row(id, Noon) with
    {
        Status = (FaxStatus)random.Next(1, 6),
        Sender = random.Next(3) == 0 ? null : $"+1555000000{random.Next(3)}",
        Receiver = random.Next(3) == 0 ? null : $"+1555000000{random.Next(9)}",
        Subject = random.Next(3) == 0 ? null : Texts[random.Next(1, Texts.Length)],
        IsReviewed = random.Next(2) == 0,
        Pages = random.Next(2) == 0 ? null : random.Next(4),
        Sent = random.Next(2) == 0 ? null : Noon.AddSeconds(random.Next(5)),
        Received = random.Next(2) == 0 ? null : Noon.AddSeconds(random.Next(5)),
    };

    private static int Compare(FaxRow left, FaxRow right, FaxSort sort, bool isDescending)
    {
        var (first, second) = (Value(left, sort), Value(right, sort));
        var order = (first, second) switch
        {
            (null, null) => 0,
            (null, _) => 1,
            (_, null) => -1,
            _ => (isDescending ? -1 : 1) * (first is string text ? ByCodePoint(text, (string)second) : Comparer<object>.Default.Compare(first, second)),
        };
        return order != 0 ? order : string.CompareOrdinal(left.Id.ToString("D"), right.Id.ToString("D"));
    }

    private static int ByCodePoint(string left, string right) =>
        System.Text.Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(System.Text.Encoding.UTF8.GetBytes(right));

    private static object? Value(FaxRow row, FaxSort sort) => sort switch
    {
        FaxSort.Created => row.Created,
        FaxSort.Updated => row.Updated,
        FaxSort.Sent => row.Sent,
        FaxSort.Received => row.Received,
        FaxSort.Status => (int)row.Status,
        FaxSort.Subject => row.Subject,
        FaxSort.Sender => row.Sender,
        FaxSort.Receiver => row.Receiver,
        FaxSort.Reviewed => row.IsReviewed,
        FaxSort.Pages => row.Pages,
        _ => throw new ArgumentOutOfRangeException(nameof(sort), sort.ToString(), null),
    };

    private Task PutAsync(string id, FaxRow row) => WriteAsync(async transaction => await transaction.PutAsync(Project, RowsInTopics.Write(id, row), None));

    private async Task<long> TotalAsync() => (await Store.FaxesAsync(Project, new FaxListQuery(FaxSort.Created, true, 0, 1), fax => fax, None)).Total;

    private async Task<string?> ReceiverAsync(Guid id) => (await Store.FaxAsync(Project, id, None))!.Row.Receiver;
}
