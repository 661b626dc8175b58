using System.Net;
using System.Text.Json.Nodes;
using FhirFax.EFax.Sandbox.Tests.Support;

namespace FhirFax.EFax.Sandbox.Tests;

public sealed class SendTests
{
    [Fact]
    public async Task A_fax_passes_through_its_states()
    {
        await using var sandbox = await SandboxClient.StartAsync(isFrozen: true);
        var id = await sandbox.SendAsync();
        (await sandbox.StatusAsync(id)).ShouldBe("NEW");
        await sandbox.AdvanceAsync(0.5);
        (await sandbox.StatusAsync(id)).ShouldBe("INPROGRESS");
        await sandbox.AdvanceAsync(1.5);
        (await sandbox.StatusAsync(id)).ShouldBe("COMPLETE");

        var metadata = await sandbox.GetAsync($"/faxes/{id}/metadata");
        ((string?)metadata["direction"]).ShouldBe("OUTBOUND");
        ((string?)metadata["originating_fax_number"]).ShouldBe("12025550100");
        ((string?)metadata["destination_fax_number"]).ShouldBe(SandboxClient.Number);
        ((string?)metadata["transmission_data"]!["error_code"]).ShouldBe("SFAX");
        ((string?)metadata["client_tracking_data"]!["client_reference_id"]).ShouldBe("attempt-1");
        ((string?)metadata["routing_data"]!["to_name"]).ShouldBe("Referral Desk");
        ((int?)metadata["pages"]).ShouldBe(1);
        metadata["completed_timestamp"]!.GetValue<string>().ShouldEndWith("+0000");
    }

    [Fact]
    public async Task A_busy_line_is_dialled_as_often_as_the_sender_allows()
    {
        await using var sandbox = await SandboxClient.StartAsync(isFrozen: true);
        var id = await sandbox.SendAsync("12125550141", retryOptions: new { non_billable = 3 });
        await sandbox.AdvanceAsync(0.9);
        (await sandbox.StatusAsync(id)).ShouldBe("PENDING RETRY");
        ((string?)(await sandbox.GetAsync($"/faxes/{id}/metadata"))["transmission_data"]!["transmission_status"]).ShouldBe("INPROGRESS");

        await sandbox.AdvanceAsync(60);

        var details = await sandbox.GetAsync($"/faxes/{id}/transmission-details");
        ((string?)details["transmission_data"]!["transmission_status"]).ShouldBe("ERROR");
        ((string?)details["transmission_data"]!["error_code"]).ShouldBe("E41");
        details["attempts"]!.AsArray().Count.ShouldBe(3);
        details["attempts"]!.AsArray().ShouldAllBe(static attempt => (string?)attempt!["attempt_status"] == "ERROR");
    }

    [Fact]
    public async Task A_line_that_is_busy_twice_takes_the_third_call()
    {
        await using var sandbox = await SandboxClient.StartAsync(isFrozen: true);
        var id = await sandbox.SendAsync("12125550190");
        await sandbox.AdvanceAsync(60);

        var details = await sandbox.GetAsync($"/faxes/{id}/transmission-detail");

        details["attempts"]!.AsArray().Select(static attempt => (string?)attempt!["attempt_status"]).ShouldBe(["ERROR", "ERROR", "COMPLETE"]);
    }

    [Theory]
    [InlineData("not a number")]
    [InlineData("1555123456")]
    [InlineData("123")]
    [InlineData("12125550195")]
    [InlineData("+0123456789")]
    public async Task A_number_that_cannot_be_dialled_is_refused(string number)
    {
        await using var sandbox = await SandboxClient.StartAsync();

        using var response = await sandbox.CallAsync(HttpMethod.Post, "/faxes", SandboxClient.Fax(number), ("transaction-id", "t-1"));

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var json = await SandboxClient.JsonAsync(response);
        ((string?)json["errors"]![0]!["element_name"]).ShouldBe("fax_number");
        ((string?)json["transaction_id"]).ShouldBe("t-1");
        response.Headers.GetValues("transaction-id").ShouldBe(["t-1"]);
    }

    [Theory]
    [InlineData("""{"destinations":[{"fax_number":"15551234567"}]}""", "documents")]
    [InlineData("""{"destinations":[{"fax_number":"15551234567"}],"documents":[]}""", "documents")]
    [InlineData("""{"destinations":[{"fax_number":"15551234567"}],"documents":[{"document_type":"EXE","document_content":"QUJD"}]}""", "document_type")]
    [InlineData("""{"destinations":[{"fax_number":"15551234567"}],"documents":[{"document_type":"PDF","document_content":""}]}""", "document_content")]
    [InlineData("""{"destinations":[{"fax_number":"15551234567"}],"documents":[{"document_type":"PDF","document_content":"QUJ"}]}""", "document_content")]
    [InlineData("""{"destinations":[{"fax_number":"15551234567"}],"documents":[{"document_type":"PDF","document_content":"QQ==QUJD"}]}""", "document_content")]
    [InlineData("""{"destinations":[{"fax_number":"15551234567"}],"documents":[{"document_type":"PDF","document_content":7}]}""", "document_content")]
    [InlineData("""{"destinations":[],"documents":[]}""", "fax_number")]
    [InlineData("""{"destinations":[{"fax_number":"15551234567"}],"documents":[{"document_type":"PDF","document_content":"QUJD""", "body")]
    [InlineData("""[]""", "body")]
    [InlineData("""{""", "body")]
    [InlineData("", "body")]
    public async Task A_bad_body_is_refused_and_named(string body, string element)
    {
        await using var sandbox = await SandboxClient.StartAsync();

        using var response = await sandbox.CallAsync(HttpMethod.Post, "/faxes", body);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        ((string?)(await SandboxClient.JsonAsync(response))["errors"]![0]!["element_name"]).ShouldBe(element);
        (await sandbox.ControlAsync("faxes")).AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task Destinations_beyond_fifty_vanish_silently_and_documents_beyond_25_are_refused()
    {
        await using var sandbox = await SandboxClient.StartAsync();
        var document = new { document_type = "TXT", document_content = "QUJD" };
        var many = Enumerable.Range(0, 51).Select(static n => new { fax_number = $"1202556{n:0000}" });

        using var destinations = await sandbox.CallAsync(HttpMethod.Post, "/faxes", new { destinations = many, documents = new[] { document } });
        using var documents = await sandbox.CallAsync(
            HttpMethod.Post, "/faxes", new { destinations = many.Take(1), documents = Enumerable.Repeat(document, 26) });

        (await SandboxClient.JsonAsync(destinations)).AsArray().Count.ShouldBe(50);
        documents.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_body_over_the_limit_is_413()
    {
        await using var sandbox = await SandboxClient.StartAsync();

        using var response = await sandbox.CallAsync(HttpMethod.Post, "/faxes", new string('x', 100_000_001));

        response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task A_fax_to_a_mailbox_of_the_sandbox_arrives_there_when_it_is_delivered()
    {
        await using var sandbox = await SandboxClient.StartAsync(isFrozen: true);
        await sandbox.SendAsync(SandboxDefaults.Number);
        (await ReceivedAsync(sandbox)).ShouldBeEmpty();

        await sandbox.AdvanceAsync(3);

        var fax = (await ReceivedAsync(sandbox)).ShouldHaveSingleItem()!;
        ((string?)fax["originating_fax_number"]).ShouldBe("12025550100");
        var image = await sandbox.GetAsync($"/faxes/{fax["fax_id"]}/image?desired_format=PDF");
        Convert.FromBase64String(image["image"]!.GetValue<string>()).ShouldBe("%PDF-1.4 <</Type /Page>>"u8.ToArray());
    }

    [Fact]
    public async Task A_cancelled_fax_is_cancelled_unless_it_was_too_late()
    {
        await using var sandbox = await SandboxClient.StartAsync(isFrozen: true);
        var cancelled = await sandbox.SendAsync(SandboxDefaults.Number);
        var tooLate = await sandbox.SendAsync("12125550196");
        var pending = await sandbox.SendAsync("12125550191");
        await sandbox.AdvanceAsync(1);
        foreach (var id in (string[])[cancelled, tooLate, pending])
        {
            using var response = await sandbox.CallAsync(HttpMethod.Post, $"/faxes/{id}/cancel");
            response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        }

        await sandbox.AdvanceAsync(100);

        (await sandbox.StatusAsync(cancelled)).ShouldBe("CANCELED");
        (await sandbox.StatusAsync(pending)).ShouldBe("CANCELED");
        (await sandbox.StatusAsync(tooLate)).ShouldBe("COMPLETE");
        (await ReceivedAsync(sandbox)).ShouldBeEmpty();
        using var again = await sandbox.CallAsync(HttpMethod.Post, $"/faxes/{tooLate}/cancel");
        again.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        again.Headers.Contains("transaction-id").ShouldBeTrue();
    }

    [Fact]
    public async Task A_deleted_fax_is_unknown_everywhere()
    {
        await using var sandbox = await SandboxClient.StartAsync();
        var id = await sandbox.SendAsync();

        using var deleted = await sandbox.CallAsync(HttpMethod.Delete, $"/faxes/{id}");
        deleted.StatusCode.ShouldBe(HttpStatusCode.NoContent);

        foreach (var path in (string[])["/metadata", "/transmission-details", "/image"])
        {
            using var response = await sandbox.CallAsync(HttpMethod.Get, $"/faxes/{id}{path}");
            response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }
    }

    private static async Task<JsonArray> ReceivedAsync(SandboxClient sandbox) => (await sandbox.GetAsync("/faxes/received"))["faxes"]!.AsArray();
}
