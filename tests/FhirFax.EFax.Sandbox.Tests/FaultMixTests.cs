using System.Net;
using System.Text.Json.Nodes;
using FhirFax.EFax.Sandbox.Tests.Support;

namespace FhirFax.EFax.Sandbox.Tests;

public sealed class FaultMixTests
{
    [Fact]
    public async Task The_same_seed_strikes_the_same_calls_and_another_seed_others()
    {
        var first = await RunAsync(7);
        (await RunAsync(7)).ShouldBe(first);
        (await RunAsync(8)).ShouldNotBe(first);
        first.Count(static fault => fault is not null).ShouldBeInRange(15, 45);
        first.Distinct().Count().ShouldBeGreaterThan(5);
    }

    [Fact]
    public async Task It_survives_a_restart_and_ends_when_it_is_removed()
    {
        await using var sandbox = await SandboxClient.StartAsync();
        await sandbox.ControlAsync("faults/mix", new { seed = 1, rate = 1, kinds = (string[])["server-error"] });
        await sandbox.RestartAsync();
        using (var struck = await sandbox.CallAsync(HttpMethod.Get, "/faxes/sent"))
        {
            struck.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        }

        await sandbox.ControlAsync("faults/mix", new { seed = 1, rate = 0 });
        await sandbox.GetAsync("/faxes/sent");
    }

    [Fact]
    public async Task Tokens_that_end_in_the_middle_are_a_401_and_a_new_one_helps()
    {
        await using var sandbox = await SandboxClient.StartAsync();
        await sandbox.ControlAsync("faults", new { kind = "expire-tokens", method = "GET", path = "/faxes/sent" });
        using (var refused = await sandbox.CallAsync(HttpMethod.Get, "/faxes/sent"))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }

        sandbox.Token = await sandbox.NewTokenAsync();
        await sandbox.GetAsync("/faxes/sent");
    }

    [Fact]
    public async Task A_fault_behind_a_refusal_does_not_strike()
    {
        await using var sandbox = await SandboxClient.StartAsync();
        await sandbox.ControlAsync("faults", new { kind = "garble", path = "/faxes/sent" });
        sandbox.Token = "another's";
        using (var refused = await sandbox.CallAsync(HttpMethod.Get, "/faxes/sent"))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            await SandboxClient.JsonAsync(refused);
        }

        (await sandbox.ControlAsync("requests")).AsArray()[^1]!["fault"].ShouldBeNull();
    }

    [Theory]
    [InlineData("skip-on-page", 2, 3)]
    [InlineData("repeat-on-page", 0, 1)]
    public async Task A_later_page_moves_by_one_and_the_first_does_not(string kind, int firstOfThem, int second)
    {
        await using var sandbox = await SandboxClient.StartAsync();
        for (var i = 0; i < 4; i++)
        {
            await sandbox.SendAsync(reference: $"attempt-{i}");
        }

        var all = Ids(await sandbox.GetAsync("/faxes/sent"));
        await sandbox.ControlAsync("faults", new { kind, path = "/faxes/sent", count = 2 });
        Ids(await PageAsync(0)).ShouldBe(all[..2]);
        Ids(await PageAsync(1)).ShouldBe([all[firstOfThem], all[second]]);
        // The ledger names what struck, not what was meant to.
        (await sandbox.ControlAsync("requests")).AsArray().TakeLast(2).Select(static call => call!["fault"] is null).ShouldBe([true, false]);

        Task<JsonNode> PageAsync(int offset) => sandbox.GetAsync("/faxes/sent", ("pagination-limit", "2"), ("pagination-offset", offset.ToString()));
    }

    [Theory]
    [InlineData("""{"rate":0.1}""")]
    [InlineData("""{"seed":1,"rate":1.1}""")]
    [InlineData("""{"seed":1,"rate":0.1,"kinds":["explode"]}""")]
    [InlineData("nonsense")]
    public async Task A_mix_that_makes_no_sense_is_refused(string body)
    {
        await using var sandbox = await SandboxClient.StartAsync();
        using var content = new StringContent(body);
        using var answer = await sandbox.PostControlAsync("faults/mix", content);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private static string[] Ids(JsonNode list) => [.. list["faxes"]!.AsArray().Select(static fax => fax!["fax_id"]!.GetValue<string>())];

    /// <summary>What struck each of a hundred calls.</summary>
    private static async Task<List<string?>> RunAsync(long seed)
    {
        await using var sandbox = await SandboxClient.StartAsync();
        await sandbox.ControlAsync("faults/mix", new { seed, rate = 0.3 });
        for (var i = 0; i < 50; i++)
        {
            await CallAsync(sandbox, HttpMethod.Get, "/faxes/sent");
            await CallAsync(sandbox, HttpMethod.Get, $"/faxes/{Guid.NewGuid()}/image");
        }

        return [.. (await sandbox.ControlAsync("requests")).AsArray().Skip(1).Select(static call => (string?)call!["fault"])];
    }

    private static async Task CallAsync(SandboxClient sandbox, HttpMethod method, string path)
    {
        try
        {
            using var answer = await sandbox.CallAsync(method, path);
            await answer.Content.ReadAsByteArrayAsync();
        }
        catch (HttpRequestException)
        {
            // Cut by the fault.
        }
    }
}
