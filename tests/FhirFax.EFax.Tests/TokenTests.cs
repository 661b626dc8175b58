using FhirFax.EFax.Accounts;
using FhirFax.EFax.Tests.Support;
using FhirFax.Fax.Carriers;
using FhirFax.Testing;

namespace FhirFax.EFax.Tests;

public sealed class TokenTests
{
    private static readonly ReceivedQuery Everything = new(true, null);

    [Fact]
    public async Task Many_calls_at_once_share_one_token()
    {
        await using var sandbox = await RunningSandbox.StartAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => sandbox.Carrier.ListReceivedAsync(RunningSandbox.Account, Everything, default)));

        results.ShouldAllBe(static result => result is ReceivedResult.Listed);
        (await sandbox.CountAsync("POST", "/tokens")).ShouldBe(1);
    }

    [Fact]
    public async Task A_refused_token_is_renewed_once_for_all_and_the_calls_repeated()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.Carrier.ListReceivedAsync(RunningSandbox.Account, Everything, default);
        await sandbox.PostAsync("tokens/expire", new { });

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => sandbox.Carrier.ListReceivedAsync(RunningSandbox.Account, Everything, default)));

        results.ShouldAllBe(static result => result is ReceivedResult.Listed);
        (await sandbox.CountAsync("POST", "/tokens")).ShouldBe(2);
    }

    [Fact]
    public async Task A_hand_over_with_a_refused_token_is_repeated_and_taken_once()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.Carrier.ListReceivedAsync(RunningSandbox.Account, Everything, default);
        await sandbox.PostAsync("tokens/expire", new { });

        (await sandbox.Carrier.SubmitAsync(RunningSandbox.Account, RunningSandbox.Fax("attempt-1"), default)).ShouldBeOfType<SubmitResult.Accepted>();

        (await sandbox.AcceptedAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_second_401_ends_as_refused_credentials_and_shows_as_trouble_until_a_call_succeeds()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.FaultAsync("POST", "/faxes", 401, "{\"message\":\"Unauthorized\"}", count: 2);

        var result = await sandbox.Carrier.SubmitAsync(RunningSandbox.Account, RunningSandbox.Fax("attempt-1"), default);

        result.ShouldBeOfType<SubmitResult.NotSent>().Failure.Kind.ShouldBe(CarrierFailureKind.CredentialsRefused);
        sandbox.Carrier.Trouble(RunningSandbox.Account.AppId).ShouldNotBeNull();
        (await sandbox.CountAsync("POST", "/tokens")).ShouldBe(2);

        await sandbox.Carrier.ListReceivedAsync(RunningSandbox.Account, Everything, default);
        sandbox.Carrier.Trouble(RunningSandbox.Account.AppId).ShouldBeNull();
    }

    [Fact]
    public async Task A_wrong_key_and_a_wrong_user_id_are_told_apart()
    {
        await using var sandbox = await RunningSandbox.StartAsync(strict: true);

        var good = await sandbox.Carrier.CheckAccountAsync(RunningSandbox.Account, default);
        var wrongKey = await sandbox.Carrier.CheckAccountAsync(RunningSandbox.Account with { ApiKey = "wrong" }, default);
        var unknownApp = await sandbox.Carrier.CheckAccountAsync(RunningSandbox.Account with { AppId = "unknown" }, default);
        var wrongUser = await sandbox.Carrier.CheckAccountAsync(RunningSandbox.Account with { UserId = "unknown" }, default);

        good.ShouldBeOfType<AccountCheck.Good>();
        wrongKey.ShouldBeOfType<AccountCheck.Bad>().Failure.Kind.ShouldBe(CarrierFailureKind.CredentialsRefused);
        unknownApp.ShouldBeOfType<AccountCheck.Bad>().Failure.Kind.ShouldBe(CarrierFailureKind.CredentialsRefused);
        wrongUser.ShouldBeOfType<AccountCheck.Bad>().Failure.Kind.ShouldBe(CarrierFailureKind.MailboxRefused);
    }

    [Theory]
    [InlineData("with:colon", "key", "user", CarrierFailureKind.CredentialsRefused)]
    [InlineData("app", "line\nbreak", "user", CarrierFailureKind.CredentialsRefused)]
    [InlineData("app", "key", "user\r\nX: y", CarrierFailureKind.MailboxRefused)]
    [InlineData("app", "key", "", CarrierFailureKind.MailboxRefused)]
    public async Task What_cannot_be_a_header_is_refused_without_a_call(string appId, string apiKey, string userId, CarrierFailureKind kind)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var account = new CarrierAccount(appId, apiKey, userId);

        (await sandbox.Carrier.CheckAccountAsync(account, default)).ShouldBeOfType<AccountCheck.Bad>().Failure.Kind.ShouldBe(kind);
        (await sandbox.Carrier.SubmitAsync(account, RunningSandbox.Fax("attempt-1"), default))
            .ShouldBeOfType<SubmitResult.NotSent>().Failure.Kind.ShouldBe(kind);

        (await sandbox.GetAsync("requests")).AsArray().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    public async Task Every_way_to_refuse_credentials_is_understood(int status)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.FaultAsync("POST", "/tokens", status);

        (await sandbox.Carrier.SubmitAsync(RunningSandbox.Account, RunningSandbox.Fax("attempt-1"), default))
            .ShouldBeOfType<SubmitResult.NotSent>().Failure.Kind.ShouldBe(CarrierFailureKind.CredentialsRefused);
    }

    [Fact]
    public async Task A_token_is_refreshed_five_minutes_before_it_ends()
    {
        var clock = new ManualTimeProvider();
        var fetches = 0;
        var cache = new TokenCache(
            _ => Task.FromResult(new TokenResult(new Token($"t{++fetches}", clock.GetUtcNow().AddMinutes(55), clock.GetUtcNow().AddMinutes(60)), null)), clock);

        clock.Advance(TimeSpan.FromMinutes(54));
        (await cache.GetAsync(RunningSandbox.Account, default)).Token!.Value.ShouldBe("t1");
        clock.Advance(TimeSpan.FromMinutes(54));
        (await cache.GetAsync(RunningSandbox.Account, default)).Token!.Value.ShouldBe("t1");
        clock.Advance(TimeSpan.FromMinutes(2));
        (await cache.GetAsync(RunningSandbox.Account, default)).Token!.Value.ShouldBe("t2");
    }

    [Fact]
    public async Task A_refresh_that_fails_for_a_passing_reason_leaves_the_old_token_in_use_until_its_end()
    {
        var clock = new ManualTimeProvider();
        var isDown = false;
        var cache = new TokenCache(
            _ => Task.FromResult(isDown
                ? new TokenResult(null, new CarrierFailure(CarrierFailureKind.Unreachable, "down"))
                : new TokenResult(new Token("t1", clock.GetUtcNow().AddMinutes(55), clock.GetUtcNow().AddMinutes(60)), null)),
            clock);
        await cache.GetAsync(RunningSandbox.Account, default);
        isDown = true;

        clock.Advance(TimeSpan.FromMinutes(57));
        (await cache.GetAsync(RunningSandbox.Account, default)).Token!.Value.ShouldBe("t1");
        clock.Advance(TimeSpan.FromMinutes(4));
        (await cache.GetAsync(RunningSandbox.Account, default)).Token.ShouldBeNull();
    }

    [Fact]
    public async Task Another_key_of_the_same_app_does_not_get_the_token()
    {
        var clock = new ManualTimeProvider();
        var fetches = 0;
        var cache = new TokenCache(
            _ => Task.FromResult(new TokenResult(new Token($"t{++fetches}", clock.GetUtcNow().AddHours(1), clock.GetUtcNow().AddHours(2)), null)), clock);

        var first = await cache.GetAsync(RunningSandbox.Account, default);
        var second = await cache.GetAsync(RunningSandbox.Account with { ApiKey = "other" }, default);

        second.Token!.Value.ShouldNotBe(first.Token!.Value);
    }
}
