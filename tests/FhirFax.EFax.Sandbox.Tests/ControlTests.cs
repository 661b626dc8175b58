using System.Net;
using System.Security.Cryptography;
using FhirFax.EFax.Sandbox.Tests.Support;
using FhirFax.Testing;

namespace FhirFax.EFax.Sandbox.Tests;

public sealed class ControlTests
{
    [Fact]
    public async Task The_ledger_shows_every_call_with_documents_as_hashes_and_no_secret()
    {
        await using var sandbox = await SandboxClient.StartAsync();
        var id = await sandbox.SendAsync();
        await sandbox.GetAsync("/faxes/sent?transaction_id=attempt-1");

        var calls = (await sandbox.ControlAsync("requests")).AsArray();

        calls.Select(static call => $"{call!["method"]} {call["path"]} {call["status"]}")
            .ShouldBe(["POST /tokens 200", "POST /faxes 201", "GET /faxes/sent 200"]);
        ((string?)calls[1]!["faxId"]).ShouldBe(id);
        ((string?)calls[1]!["body"]!["documents"]![0]!["document_content"]!["sha256"])
            .ShouldBe(Convert.ToHexStringLower(SHA256.HashData("%PDF-1.4 <</Type /Page>>"u8)));
        var text = calls.ToJsonString();
        text.ShouldNotContain(sandbox.Token!);
        text.ShouldNotContain(SandboxDefaults.ApiKey);
        (await sandbox.ControlAsync("requests?after=" + calls[1]!["seq"])).AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_fault_strikes_its_calls_as_often_as_ordered()
    {
        await using var sandbox = await SandboxClient.StartAsync();
        await sandbox.ControlAsync("faults", new { method = "GET", path = "/faxes/*", status = 429, body = "Too Many Requests.", headers = new { Retry_After = 1 }, count = 2 });

        (await StatusAsync("/faxes/sent")).ShouldBe(HttpStatusCode.TooManyRequests);
        (await StatusAsync("/notifications")).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync("/faxes/received")).ShouldBe(HttpStatusCode.TooManyRequests);
        (await StatusAsync("/faxes/sent")).ShouldBe(HttpStatusCode.OK);

        async Task<HttpStatusCode> StatusAsync(string path)
        {
            using var response = await sandbox.CallAsync(HttpMethod.Get, path);
            return response.StatusCode;
        }
    }

    [Theory]
    [InlineData("drop-before", 0)]
    [InlineData("drop-after", 1)]
    [InlineData("truncate", 1)]
    public async Task A_cut_connection_has_taken_the_fax_or_not(string kind, int accepted)
    {
        await using var sandbox = await SandboxClient.StartAsync();
        await sandbox.ControlAsync("faults", new { method = "POST", path = "/faxes", kind });

        await Should.ThrowAsync<HttpRequestException>(sandbox.SendAsync());

        (await sandbox.ControlAsync("faxes")).AsArray().Count.ShouldBe(accepted);
        var last = (await sandbox.ControlAsync("requests")).AsArray()[^1]!;
        ((string?)last["fault"]).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_number_that_drops_the_answer_has_taken_the_fax()
    {
        await using var sandbox = await SandboxClient.StartAsync();

        await Should.ThrowAsync<HttpRequestException>(sandbox.SendAsync("12125550192"));

        (await sandbox.ControlAsync("faxes")).AsArray().Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"kind":"explode"}""")]
    [InlineData("""{"kind":"3"}""")]
    [InlineData("""{"kind":"status"}""")]
    [InlineData("""{"kind":"hang","count":0}""")]
    [InlineData("nonsense")]
    public async Task A_fault_that_makes_no_sense_is_refused(string body)
    {
        await using var sandbox = await SandboxClient.StartAsync();

        using var response = await sandbox.PostControlAsync("faults", new StringContent(body));

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Everything_answered_is_there_after_a_restart()
    {
        await using var sandbox = await SandboxClient.StartAsync(isFrozen: true);
        var id = await sandbox.SendAsync();
        await sandbox.AdvanceAsync(3);
        await sandbox.ControlAsync("faults", new { method = "GET", path = "/faxes/received", status = 503 });
        var clock = await sandbox.ControlAsync("clock");

        await sandbox.RestartAsync();

        (await sandbox.StatusAsync(id)).ShouldBe("COMPLETE");
        (await sandbox.ControlAsync("clock")).ToJsonString().ShouldBe(clock.ToJsonString());
        (await sandbox.ControlAsync("requests")).AsArray().Count.ShouldBe(3);
        await sandbox.GetAsync($"/faxes/{id}/image");
        using var struck = await sandbox.CallAsync(HttpMethod.Get, "/faxes/received");
        struck.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task A_reset_leaves_the_defaults()
    {
        await using var sandbox = await SandboxClient.StartAsync();
        await sandbox.SendAsync();
        await sandbox.AdvanceAsync(1000);

        await sandbox.ControlAsync("reset", new { });

        (await sandbox.ControlAsync("faxes")).AsArray().ShouldBeEmpty();
        (await sandbox.ControlAsync("requests")).AsArray().ShouldBeEmpty();
        (await sandbox.ControlAsync("mailboxes")).AsArray().Count.ShouldBe(1);
        sandbox.Token = await sandbox.NewTokenAsync();
        await sandbox.SendAsync();
    }

    [Fact]
    public async Task A_clock_that_runs_again_goes_on_from_where_it_stood()
    {
        var machine = new ManualTimeProvider();
        await using var sandbox = await SandboxClient.StartAsync(options => options with { TimeProvider = machine });
        var start = await NowAsync();
        await sandbox.ControlAsync("clock", new { frozen = true });
        machine.Advance(TimeSpan.FromHours(1));
        await sandbox.AdvanceAsync(60);
        (await NowAsync() - start).ShouldBe(TimeSpan.FromMinutes(1));

        await sandbox.ControlAsync("clock", new { frozen = false });
        machine.Advance(TimeSpan.FromMinutes(1));
        (await NowAsync() - start).ShouldBe(TimeSpan.FromMinutes(2));

        async Task<DateTimeOffset> NowAsync() => (await sandbox.ControlAsync("clock"))["now"]!.GetValue<DateTimeOffset>();
    }

    [Fact]
    public async Task A_second_sandbox_on_the_same_state_does_not_start()
    {
        await using var sandbox = await SandboxClient.StartAsync();

        await Should.ThrowAsync<IOException>(SandboxHost.StartAsync(sandbox.Options, default));
    }
}
