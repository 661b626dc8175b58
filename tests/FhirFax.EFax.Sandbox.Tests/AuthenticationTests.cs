using System.Net;
using FhirFax.EFax.Sandbox.Tests.Support;

namespace FhirFax.EFax.Sandbox.Tests;

public sealed class AuthenticationTests
{
    [Fact]
    public async Task A_token_has_the_shape_of_the_live_one()
    {
        await using var sandbox = await SandboxClient.StartAsync();

        using var response = await sandbox.TokenAsync(SandboxDefaults.AppId, SandboxDefaults.ApiKey);
        var json = await SandboxClient.JsonAsync(response);

        json["access_token"]!.GetValue<string>().Split('.').Length.ShouldBe(3);
        ((string?)json["token_type"]).ShouldBe("bearer");
        ((int?)json["expires_in"]).ShouldBe(86399);
        ((string?)json["app_id"]).ShouldBe(SandboxDefaults.AppId);
    }

    [Theory]
    [InlineData(SandboxDefaults.AppId, "wrong", "client_credentials", HttpStatusCode.Unauthorized)]
    [InlineData(SandboxDefaults.AppId, "", "client_credentials", HttpStatusCode.Unauthorized)]
    [InlineData("", "x", "client_credentials", HttpStatusCode.Unauthorized)]
    [InlineData(SandboxDefaults.AppId, SandboxDefaults.ApiKey, "password", HttpStatusCode.BadRequest)]
    public async Task Bad_credentials_are_refused(string appId, string apiKey, string grantType, HttpStatusCode status)
    {
        await using var sandbox = await SandboxClient.StartAsync();

        using var response = await sandbox.TokenAsync(appId, apiKey, grantType);

        response.StatusCode.ShouldBe(status);
        var json = await SandboxClient.JsonAsync(response);
        ((string?)json["errors"]![0]!["error_code"]).ShouldBe(status == HttpStatusCode.Unauthorized ? "UNAUTHORIZED" : "BAD_REQUEST");
        json["transaction_id"]!.GetValue<string>().ShouldBe(response.Headers.GetValues("transaction-id").Single());
    }

    [Fact]
    public async Task A_new_token_ends_the_old_one_of_the_same_app_only()
    {
        await using var sandbox = await SandboxClient.StartAsync();
        var old = sandbox.Token;
        (await sandbox.TokenAsync("another app", "its key")).Dispose();
        await sandbox.GetAsync("/faxes/received");

        var current = await sandbox.NewTokenAsync();
        using var refused = await sandbox.CallAsync(HttpMethod.Get, "/faxes/received");
        sandbox.Token = current;
        await sandbox.GetAsync("/faxes/received");

        old.ShouldNotBe(current);
        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Tokens_expire_on_the_sandbox_clock_and_by_order()
    {
        await using var sandbox = await SandboxClient.StartAsync(isFrozen: true);
        await sandbox.AdvanceAsync(86398);
        await sandbox.GetAsync("/faxes/received");
        await sandbox.AdvanceAsync(1);
        (await StatusAsync(sandbox)).ShouldBe(HttpStatusCode.Unauthorized);

        sandbox.Token = await sandbox.NewTokenAsync();
        await sandbox.ControlAsync("tokens/expire", new { });
        (await StatusAsync(sandbox)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("nonsense")]
    public async Task A_call_needs_a_token(string? token)
    {
        await using var sandbox = await SandboxClient.StartAsync();
        sandbox.Token = token;

        (await StatusAsync(sandbox)).ShouldBe(HttpStatusCode.Unauthorized);
        using var sent = await sandbox.CallAsync(HttpMethod.Post, "/faxes", SandboxClient.Fax(SandboxClient.Number));
        sent.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await sandbox.ControlAsync("faxes")).AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_call_needs_a_user_id()
    {
        await using var sandbox = await SandboxClient.StartAsync();
        sandbox.UserId = "";

        using var response = await sandbox.CallAsync(HttpMethod.Get, "/faxes/received");

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        ((string?)(await SandboxClient.JsonAsync(response))["errors"]![0]!["element_name"]).ShouldBe("user-id");
    }

    [Fact]
    public async Task A_user_id_seen_for_the_first_time_gets_a_mailbox_of_its_own()
    {
        await using var sandbox = await SandboxClient.StartAsync();
        foreach (var userId in (string[])["first", "second", "first"])
        {
            sandbox.UserId = userId;
            await sandbox.GetAsync("/faxes/received");
        }

        var mailboxes = (await sandbox.ControlAsync("mailboxes")).AsArray();

        mailboxes.Select(static mailbox => (string?)mailbox!["userId"]).ShouldBe([SandboxDefaults.UserId, "first", "second"]);
        mailboxes.Select(static mailbox => (string?)mailbox!["number"]).Distinct().Count().ShouldBe(3);
        ((string?)mailboxes[0]!["number"]).ShouldBe(SandboxDefaults.Number);
    }

    [Fact]
    public async Task The_same_user_id_under_another_app_is_another_mailbox()
    {
        await using var sandbox = await SandboxClient.StartAsync();
        await sandbox.SendAsync(SandboxDefaults.Number);
        using var token = await sandbox.TokenAsync("another app", "its key");
        sandbox.Token = (string?)(await SandboxClient.JsonAsync(token))["access_token"];

        (await sandbox.GetAsync("/faxes/sent"))["faxes"]!.AsArray().ShouldBeEmpty();
        (await sandbox.ControlAsync("mailboxes")).AsArray().Select(static mailbox => (string?)mailbox!["number"]).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task A_user_id_of_another_app_is_forbidden_when_strict()
    {
        await using var sandbox = await SandboxClient.StartAsync(static options => options with
        {
            Strict = true,
            Apps = [new SandboxApp { AppId = "another app", ApiKey = "its key" }],
        });
        using var token = await sandbox.TokenAsync("another app", "its key");
        sandbox.Token = (string?)(await SandboxClient.JsonAsync(token))["access_token"];

        (await StatusAsync(sandbox)).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Strict_means_that_only_what_is_configured_exists()
    {
        await using var sandbox = await SandboxClient.StartAsync(static options => options with
        {
            Strict = true,
            Apps = [new SandboxApp { AppId = "known", ApiKey = "key" }],
            Mailboxes = [new SandboxMailbox { AppId = SandboxDefaults.AppId, UserId = "second", Number = "+12025550101" }],
        });

        using var known = await sandbox.TokenAsync("known", "key");
        using var unknown = await sandbox.TokenAsync("unknown", "key");
        known.StatusCode.ShouldBe(HttpStatusCode.OK);
        unknown.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        sandbox.UserId = "second";
        (await StatusAsync(sandbox)).ShouldBe(HttpStatusCode.OK);
        sandbox.UserId = "third";
        (await StatusAsync(sandbox)).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Health_is_open()
    {
        await using var sandbox = await SandboxClient.StartAsync();
        (sandbox.Token, sandbox.UserId) = (null, "");

        ((string?)(await sandbox.GetAsync("/health"))["status"]).ShouldBe("UP");
    }

    private static async Task<HttpStatusCode> StatusAsync(SandboxClient sandbox)
    {
        using var response = await sandbox.CallAsync(HttpMethod.Get, "/faxes/received");
        return response.StatusCode;
    }
}
