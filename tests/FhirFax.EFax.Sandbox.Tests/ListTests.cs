using System.Net;
using System.Text.Json.Nodes;
using FhirFax.EFax.Sandbox.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Data.Sqlite;

namespace FhirFax.EFax.Sandbox.Tests;

public sealed class ListTests
{
    [Fact]
    public async Task Any_paging_shows_the_newest_first_and_each_once()
    {
        await using var sandbox = await SandboxClient.StartAsync();
        var sent = new List<string>();
        for (var i = 0; i < 7; i++)
        {
            sent.Insert(0, await sandbox.SendAsync(reference: $"attempt-{i}"));
        }

        Prop.ForAll(Gen.Choose(1, 9).ToArbitrary(), Gen.Choose(0, 9).ToArbitrary(), (limit, offset) =>
        {
            var page = sandbox.GetAsync("/faxes/sent", ("pagination-limit", $"{limit}"), ("pagination-offset", $"{offset}")).GetAwaiter().GetResult();
            var expected = sent.Skip(offset).Take(limit).ToList();
            return page["faxes"]!.AsArray().Select(static fax => (string?)fax!["fax_id"]).SequenceEqual(expected)
                && (int?)page["first_record"] == (expected.Count == 0 ? 0 : offset + 1)
                && (int?)page["last_record"] == (expected.Count == 0 ? 0 : offset + expected.Count);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(30));
    }

    [Theory]
    [InlineData("pagination-limit", "0")]
    [InlineData("pagination-limit", "many")]
    [InlineData("pagination-offset", "-1")]
    public async Task Paging_that_cannot_be_read_is_refused(string header, string value)
    {
        await using var sandbox = await SandboxClient.StartAsync();

        using var response = await sandbox.CallAsync(HttpMethod.Get, "/faxes/sent", null, (header, value));

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("transaction_id=attempt-1", 1)]
    [InlineData("transaction_id=attempt", 0)]
    [InlineData("search_text=attempt", 2)]
    [InlineData("search_text=referral", 2)]
    [InlineData("search_text=nobody", 0)]
    [InlineData("transmission_status=COMPLETE", 1)]
    [InlineData("transmission_status=completed", 1)]
    [InlineData("transmission_status=INPROGESS", 1)]
    [InlineData("transmission_status=NEW", 0)]
    [InlineData("destination_fax_number=%2B15551234567", 1)]
    [InlineData("destination_fax_number=5551234567", 1)]
    [InlineData("originating_fax_number=12025550100", 2)]
    [InlineData("error_code=SFAX", 1)]
    [InlineData("min_pages=1&max_pages=1", 2)]
    [InlineData("min_pages=2", 0)]
    [InlineData("fax_status=STORED", 2)]
    [InlineData("fax_status=NOT_STORED", 0)]
    [InlineData("image_downloaded=false", 2)]
    [InlineData("image_downloaded=true", 0)]
    [InlineData("min_completed_timestamp=2001-01-01T00%3A00%3A00%2B00%3A00", 1)]
    [InlineData("max_completed_timestamp=2001-01-01T00%3A00%3A00%2B00%3A00", 0)]
    public async Task Every_filter_filters(string query, int count)
    {
        await using var sandbox = await SandboxClient.StartAsync(isFrozen: true);
        await sandbox.SendAsync(reference: "attempt-1");
        await sandbox.SendAsync("12125550191", "attempt-2");
        await sandbox.AdvanceAsync(10);

        (await sandbox.GetAsync("/faxes/sent?" + query))["faxes"]!.AsArray().Count.ShouldBe(count);
    }

    [Fact]
    public async Task Pages_of_what_has_ended_are_of_what_has_ended_only()
    {
        await using var sandbox = await SandboxClient.StartAsync(isFrozen: true);
        string[] sent = [await sandbox.SendAsync(), await sandbox.SendAsync("12125550191"), await sandbox.SendAsync()];
        await sandbox.AdvanceAsync(10);

        const string Ended = "/faxes/sent?min_completed_timestamp=2001-01-01T00%3A00%3A00%2B00%3A00";
        foreach (var (offset, expected) in new (string, string?)[] { ("0", sent[2]), ("1", sent[0]), ("2", null) })
        {
            var page = await sandbox.GetAsync(Ended, ("pagination-limit", "1"), ("pagination-offset", offset));
            page["faxes"]!.AsArray().SingleOrDefault()?["fax_id"]?.GetValue<string>().ShouldBe(expected);
            page["faxes"]!.AsArray().Count.ShouldBe(expected is null ? 0 : 1);
        }
    }

    [Fact]
    public async Task A_state_that_knows_no_end_of_a_fax_in_its_table_is_brought_up_to_date()
    {
        await using var sandbox = await SandboxClient.StartAsync(isFrozen: true);
        var ended = await sandbox.SendAsync();
        await sandbox.SendAsync("12125550191");
        await sandbox.AdvanceAsync(10);

        await sandbox.RestartAsync(() =>
        {
            using var connection = new SqliteConnection($"Data Source={Path.Combine(sandbox.Options.StatePath, "sandbox.db")};Pooling=False");
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "DROP INDEX fax_by_end; DROP INDEX fax_by_arrival; ALTER TABLE fax DROP COLUMN completed";
            command.ExecuteNonQuery();
        });

        var listed = await sandbox.GetAsync("/faxes/sent?min_completed_timestamp=2001-01-01T00%3A00%3A00%2B00%3A00");
        listed["faxes"]!.AsArray().ShouldHaveSingleItem()!["fax_id"]!.GetValue<string>().ShouldBe(ended);
    }

    [Theory]
    [InlineData("image_downloaded=maybe")]
    [InlineData("min_pages=x")]
    [InlineData("min_completed_timestamp=yesterday")]
    public async Task A_filter_that_cannot_be_read_is_refused(string query)
    {
        await using var sandbox = await SandboxClient.StartAsync();

        using var response = await sandbox.CallAsync(HttpMethod.Get, "/faxes/received?" + query);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        ((string?)(await SandboxClient.JsonAsync(response))["errors"]![0]!["element_name"]).ShouldBe(query.Split('=')[0]);
    }

    [Fact]
    public async Task Reading_the_image_hides_the_fax_and_the_flag_can_be_set_back()
    {
        await using var sandbox = await SandboxClient.StartAsync();
        var id = await DropAsync(sandbox, "userId=" + SandboxDefaults.UserId);
        (await NewAsync(sandbox)).Count.ShouldBe(1);

        await sandbox.GetAsync($"/faxes/{id}/image?desired_format=PDF");
        (await NewAsync(sandbox)).ShouldBeEmpty();
        using var patched = await sandbox.CallAsync(HttpMethod.Patch, $"/faxes/{id}/metadata", new { image_downloaded = false, other = 1 });
        ((bool?)(await SandboxClient.JsonAsync(patched))["image_downloaded"]).ShouldBe(false);
        (await NewAsync(sandbox)).Count.ShouldBe(1);

        using var wrong = await sandbox.CallAsync(HttpMethod.Patch, $"/faxes/{id}/metadata", new { image_downloaded = "yes" });
        wrong.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task An_image_may_come_later_than_its_fax()
    {
        await using var sandbox = await SandboxClient.StartAsync(isFrozen: true);
        var id = await DropAsync(sandbox, "imageDelaySeconds=30");

        using var early = await sandbox.CallAsync(HttpMethod.Get, $"/faxes/{id}/image");
        early.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        ((string?)(await SandboxClient.JsonAsync(early))["errors"]![0]!["error_code"]).ShouldBe("102");
        (await NewAsync(sandbox)).Count.ShouldBe(1);
        await sandbox.AdvanceAsync(30);
        await sandbox.GetAsync($"/faxes/{id}/image");
    }

    [Fact]
    public async Task A_fax_that_was_read_in_the_portal_is_not_new()
    {
        await using var sandbox = await SandboxClient.StartAsync();
        await DropAsync(sandbox, "read=true");

        (await NewAsync(sandbox)).ShouldBeEmpty();
        (await sandbox.GetAsync("/faxes/received"))["faxes"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_mailbox_sees_only_its_own_faxes()
    {
        await using var sandbox = await SandboxClient.StartAsync();
        var id = await DropAsync(sandbox, "userId=first");
        sandbox.UserId = "first";
        (await NewAsync(sandbox)).Count.ShouldBe(1);

        sandbox.UserId = "second";
        (await NewAsync(sandbox)).ShouldBeEmpty();
        using var image = await sandbox.CallAsync(HttpMethod.Get, $"/faxes/{id}/image");
        image.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var many = await sandbox.CallAsync(HttpMethod.Post, "/faxes/metadata", new { fax_ids = new[] { id } });
        (await SandboxClient.JsonAsync(many)).AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_fax_is_dropped_by_number_and_in_both_body_forms()
    {
        await using var sandbox = await SandboxClient.StartAsync();
        await DropAsync(sandbox, "number=%2B12025550100&from=+12025550177&tsid=Remote");
        using var json = await sandbox.PostControlAsync("inbound", System.Net.Http.Json.JsonContent.Create(new
        {
            userId = SandboxDefaults.UserId,
            from = "+442079460018",
            document = Convert.ToBase64String("%PDF-1.4"u8),
        }));
        json.StatusCode.ShouldBe(HttpStatusCode.Created);

        (await NewAsync(sandbox)).Select(static fax => (string?)fax!["originating_fax_number"]).ShouldBe(["442079460018", "12025550177"]);
    }

    [Theory]
    [InlineData("number=%2B12129999999")]
    [InlineData("imageDelaySeconds=-1")]
    public async Task A_drop_that_cannot_be_done_says_why(string query)
    {
        await using var sandbox = await SandboxClient.StartAsync();
        using var content = new ByteArrayContent("%PDF-1.4"u8.ToArray());

        using var response = await sandbox.PostControlAsync("inbound?" + query, content);
        using var empty = await sandbox.PostControlAsync("inbound", new ByteArrayContent([]));

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        empty.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await NewAsync(sandbox)).ShouldBeEmpty();
    }

    private static async Task<string> DropAsync(SandboxClient sandbox, string query)
    {
        using var content = new ByteArrayContent("%PDF-1.4 <</Type/Page>>"u8.ToArray());
        using var response = await sandbox.PostControlAsync("inbound?" + query, content);
        response.StatusCode.ShouldBe(HttpStatusCode.Created);
        return (await SandboxClient.JsonAsync(response))["faxId"]!.GetValue<string>();
    }

    private static async Task<JsonArray> NewAsync(SandboxClient sandbox) =>
        (await sandbox.GetAsync("/faxes/received?image_downloaded=false"))["faxes"]!.AsArray();
}
