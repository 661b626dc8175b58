using System.Collections.Concurrent;
using System.Net;
using FhirFax.EFax.Accounts;
using FhirFax.Fax.Carriers;

namespace FhirFax.EFax.Http;

/// <summary>
/// Makes the calls that may be repeated: with token and user id, once more with a new token after a 401, within a time limit, watched by the App ID's
/// circuit. Whatever goes wrong becomes a <see cref="CarrierFailure"/>.
/// </summary>
internal sealed class CarrierApi(CarrierHttp http, TokenCache tokens, EFaxOptions options, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, Circuit> _circuits = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, HandOverCircuit> _handOvers = new(StringComparer.Ordinal);

    public CarrierHttp Http { get; } = http;

    public TokenCache Tokens { get; } = tokens;

    public Circuit CircuitOf(string appId) =>
        _circuits.GetOrAdd(appId, static (_, part) => new Circuit(part.options.CircuitThreshold, part.options.CircuitPause, part.clock), (options, clock));

    public HandOverCircuit HandOverCircuitOf(string appId) =>
        _handOvers.GetOrAdd(appId, static (_, part) => new HandOverCircuit(part.options.CircuitThreshold, part.options.CircuitPause, part.clock), (options, clock));

    public string? Trouble(string appId) =>
        _circuits.TryGetValue(appId, out var circuit) && circuit.Trouble is { } trouble ? trouble
        : _handOvers.TryGetValue(appId, out var handOvers) ? handOvers.Trouble
        : null;

    /// <summary>Makes one call.</summary>
    /// <param name="request">Makes the request; called again for the repeat.</param>
    /// <param name="read">Reads a 2xx answer within the same time limit.</param>
    /// <param name="failed">Turns any failure into the answer.</param>
    /// <param name="isProbe">Whether the call is made even while the circuit is open.</param>
    public async Task<T> CallAsync<T>(
        CarrierAccount account,
        TimeSpan timeLimit,
        Func<HttpRequestMessage> request,
        Func<HttpResponseMessage, CancellationToken, Task<T>> read,
        Func<CarrierFailure, T> failed,
        CancellationToken cancellationToken,
        bool isProbe = false)
    {
        if (CarrierHttp.Check(account) is { } unusable)
        {
            return failed(unusable);
        }

        var circuit = CircuitOf(account.AppId);
        if (!circuit.TryEnter(out var retryAfter) && !isProbe)
        {
            return failed(Failures.CircuitOpen(retryAfter));
        }

        var (token, failure) = await GetTokenAsync(account, null, cancellationToken);
        for (var isRepeat = false; token is not null; isRepeat = true)
        {
            using var timer = new CancellationTokenSource(timeLimit, clock);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
            try
            {
                using var message = request();
                CarrierHttp.Authorize(message, account, token);
                using var response = await Http.ReadAsync(message, limit.Token);
                if (response.StatusCode == HttpStatusCode.Unauthorized && !isRepeat)
                {
                    (token, failure) = await GetTokenAsync(account, token, cancellationToken);
                    continue;
                }

                Observe(circuit, response.StatusCode);
                return response.IsSuccessStatusCode ? await read(response, limit.Token) : failed(await Failures.ReadAsync(response, clock, limit.Token));
            }
            catch (Exception problem) when (FailureOf(problem, cancellationToken) is { } cause)
            {
                circuit.Failed();
                return failed(cause);
            }
        }

        return failed(failure!);
    }

    /// <summary>A token, or the failure, which the circuit has then heard of.</summary>
    /// <param name="refused">The one that just got a 401; null for the cached one.</param>
    public async Task<(Token? Token, CarrierFailure? Failure)> GetTokenAsync(CarrierAccount account, Token? refused, CancellationToken cancellationToken)
    {
        var result = await (refused is null ? Tokens.GetAsync(account, cancellationToken) : Tokens.ReplaceAsync(account, refused, cancellationToken));
        var circuit = CircuitOf(account.AppId);
        switch (result.Failure?.Kind)
        {
            case CarrierFailureKind.Unreachable:
                circuit.Failed();
                break;
            case CarrierFailureKind.Throttled:
                circuit.Answered(isThrottled: true);
                break;
            case CarrierFailureKind.CredentialsRefused:
                circuit.Answered();
                circuit.Credentials(areRefused: true);
                break;
        }

        return (result.Token, result.Failure);
    }

    /// <summary>Tells the circuit of an answer.</summary>
    public static void Observe(Circuit circuit, HttpStatusCode status)
    {
        if (status >= HttpStatusCode.InternalServerError)
        {
            circuit.Failed();
            return;
        }

        circuit.Answered(isThrottled: status == HttpStatusCode.TooManyRequests);
        circuit.Credentials(areRefused: status == HttpStatusCode.Unauthorized);
    }

    /// <summary>The failure behind an exception of the transport; null for the caller's own cancellation and for defects.</summary>
    public static CarrierFailure? FailureOf(Exception problem, CancellationToken cancellationToken) => problem switch
    {
        OperationCanceledException => cancellationToken.IsCancellationRequested ? null : Failures.TimedOut,
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError } =>
            Failures.NoConnection,
        HttpRequestException or IOException => Failures.ConnectionCut,
        _ => null,
    };
}
