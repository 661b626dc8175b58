using System.Net;
using FhirFax.Server.Tests.Support;

namespace FhirFax.Server.Tests.Authentication;

/// <summary>Guessing is slowed down, and nobody who is right is kept out by it.</summary>
public sealed class SignInThrottleTests
{
    [Fact]
    public async Task A_guesser_is_told_to_wait_and_a_client_that_was_right_before_is_not()
    {
        await using var server = await StartAsync();
        using var right = server.Api("generated-free");
        (await right.GetAsync("Patient")).Status.ShouldBe(HttpStatusCode.OK);

        var refused = await GuessAsync(server, "generated-free");

        refused.IssueCode.ShouldBe("throttled");
        int.Parse(refused.Header("Retry-After")!).ShouldBeInRange(1, 600);
        refused.Header("RateLimit")!.ShouldContain("r=0");
        (await right.GetAsync("Patient")).Status.ShouldBe(HttpStatusCode.OK);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = "generated-free",
            ["client_secret"] = "another guess altogether",
        });
        using var anonymous = server.Anonymous();
        var token = await Reply.ReadAsync(await anonymous.PostAsync(new Uri("oauth2/token", UriKind.Relative), form));
        token.Status.ShouldBe(HttpStatusCode.TooManyRequests);
        token.Json["error"]!.GetValue<string>().ShouldNotBeEmpty();
        token.Header("Retry-After").ShouldNotBeNull();
    }

    private static Task<ReloadedServer> StartAsync() => ReloadedServer.StartAsync(
        ReloadedServer.Settings(ReloadedServer.Project("one", "user-one", "app-one", ReloadedServer.Client("generated-free"))));

    /// <summary>Guesses, a few at a time, until it is told to wait.</summary>
    private static async Task<Reply> GuessAsync(ReloadedServer server, string client)
    {
        for (var round = 0; round < 30; round++)
        {
            var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
            {
                using var api = server.Api(client, $"guess {round} {i} of a secret");
                return await api.GetAsync("Patient");
            }));
            replies.ShouldAllBe(r => r.Status == HttpStatusCode.Unauthorized || r.Status == HttpStatusCode.TooManyRequests);
            if (replies.FirstOrDefault(r => r.Status == HttpStatusCode.TooManyRequests) is { } refused)
            {
                return refused;
            }
        }

        throw new InvalidOperationException("Nobody stopped the guesser.");
    }
}
