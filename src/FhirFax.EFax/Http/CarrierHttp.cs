using System.Net.Http.Headers;
using System.Text;
using FhirFax.EFax.Accounts;
using FhirFax.Fax.Carriers;

namespace FhirFax.EFax.Http;

/// <summary>
/// The two connections to the carrier: a pooled one that repeats what is safe, and one for hand-overs that repeats nothing. A hand-over always gets a
/// fresh connection: on a pooled one that the carrier just closed, a lost body could not be told from a taken one.
/// </summary>
internal sealed class CarrierHttp : IDisposable
{
    private static readonly TimeSpan PooledLifetime = TimeSpan.FromMinutes(5);

    private readonly HttpClient _reads;
    private readonly HttpClient _submissions;
    private readonly Uri _base;

    public CarrierHttp(EFaxOptions options, TimeProvider clock)
    {
        _base = new Uri(options.BaseUrl.TrimEnd('/') + "/", UriKind.Absolute);
        _reads = Client(new RepeatHandler(options, clock, Sockets(options, PooledLifetime)));
        _submissions = Client(Sockets(options, TimeSpan.Zero));
    }

    public Task<HttpResponseMessage> ReadAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        _reads.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);

    public Task<HttpResponseMessage> SubmitAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        _submissions.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);

    /// <param name="path">Relative to the base, without a leading slash.</param>
    public HttpRequestMessage Request(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, new Uri(_base, path));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return request;
    }

    public static void Authorize(HttpRequestMessage request, CarrierAccount account, Token token)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Value);
        request.Headers.TryAddWithoutValidation("user-id", account.UserId);
    }

    public static void Authorize(HttpRequestMessage request, CarrierAccount account) =>
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{account.AppId}:{account.ApiKey}")));

    /// <summary>Why this account cannot even be put into headers; null when it can.</summary>
    public static CarrierFailure? Check(CarrierAccount account) =>
        !IsPrintable(account.AppId) || account.AppId.Contains(':', StringComparison.Ordinal) || !IsPrintable(account.ApiKey) ? Failures.CredentialsUnusable
        : !IsPrintable(account.UserId) ? Failures.MailboxUnusable
        : null;

    public void Dispose()
    {
        _reads.Dispose();
        _submissions.Dispose();
    }

    private static bool IsPrintable(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExceptInRange(' ', '~');

    // Each call bounds itself; the client's own limit would also cut long images and hand-overs.
    private static HttpClient Client(HttpMessageHandler handler)
    {
        var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("FhirFax/0.1");
        return client;
    }

    private static SocketsHttpHandler Sockets(EFaxOptions options, TimeSpan lifetime) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = options.UseProxy,
        ConnectTimeout = options.ConnectTimeout,
        PooledConnectionLifetime = lifetime,
        MaxConnectionsPerServer = 64,
    };
}
