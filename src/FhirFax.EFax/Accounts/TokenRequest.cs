using System.Net;
using FhirFax.EFax.Http;
using FhirFax.EFax.Json;
using FhirFax.Fax.Carriers;
using Microsoft.Extensions.Logging;

namespace FhirFax.EFax.Accounts;

/// <summary><c>POST /tokens</c> (efax-corporate-api.md 4.1).</summary>
internal sealed class TokenRequest(CarrierHttp http, EFaxOptions options, TimeProvider clock, ILogger logger)
{
    private static readonly TimeSpan AssumedLifetime = TimeSpan.FromHours(1);
    private static readonly TimeSpan RefreshBefore = TimeSpan.FromMinutes(5);

    public async Task<TokenResult> FetchAsync(CarrierAccount account)
    {
        using var limit = new CancellationTokenSource(options.TokenTimeout, clock);
        try
        {
            using var request = http.Request(HttpMethod.Post, "tokens");
            CarrierHttp.Authorize(request, account);
            request.Content = new FormUrlEncodedContent([new KeyValuePair<string, string>("grant_type", "client_credentials")]);
            using var response = await http.ReadAsync(request, limit.Token);
            var result = response.IsSuccessStatusCode ? await ReadAsync(response, limit.Token) : new TokenResult(null, Refusal(response));
            logger.LogInformation("eFax token: {Outcome}", result.Failure?.Text ?? "renewed");
            return result;
        }
        catch (OperationCanceledException)
        {
            return new TokenResult(null, Failures.TimedOut);
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException)
        {
            return new TokenResult(null, Failures.NoConnection);
        }
    }

    // Which of the three the carrier uses for bad credentials is not published.
    private CarrierFailure Refusal(HttpResponseMessage response) => response.StatusCode switch
    {
        HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
            Failures.CredentialsRefused with { StatusCode = (int)response.StatusCode },
        HttpStatusCode.NotFound => Failures.Unreadable((int)response.StatusCode),
        _ => Failures.Of(response, clock),
    };

    private async Task<TokenResult> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await BoundedBody.ReadAsync(response, cancellationToken);
        var json = body is { } utf8 ? Tolerant.Parse(utf8) : null;
        if (json.Text("access_token") is not { } value || value.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            return new TokenResult(null, Failures.Unreadable((int)response.StatusCode));
        }

        var lifetime = json.Count("expires_in") is { } seconds and > 0 ? TimeSpan.FromSeconds(seconds) : AssumedLifetime;
        var now = clock.GetUtcNow();
        var early = lifetime > 2 * RefreshBefore ? RefreshBefore : lifetime / 2;
        return new TokenResult(new Token(value, now + lifetime - early, now + lifetime), null);
    }
}
