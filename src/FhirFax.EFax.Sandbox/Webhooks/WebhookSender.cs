using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using FhirFax.EFax.Sandbox.Api;
using FhirFax.EFax.Sandbox.Clock;
using FhirFax.EFax.Sandbox.State;

namespace FhirFax.EFax.Sandbox.Webhooks;

/// <summary>
/// Notifies of what has ended (efax-corporate-api.md 10 and 14.1): POST of the fax record with three ids, signed where a secret is set; three tries of five seconds, any 2xx
/// is success. Sends at least once: after a kill a notification whose answer was not noted goes out again, as at any carrier.
/// </summary>
internal sealed class WebhookSender(StateFile state, SandboxClock clock) : IDisposable
{
    private const int MostTries = 3;
    private const int Batch = 20;

    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(1);

    /// <summary>The sandbox's clock is moved by hand, so it is looked at rather than slept on.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false }) { Timeout = TimeLimit };

    public void Dispose() => _http.Dispose();

    /// <summary>Sends until the sandbox stops.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                var due = await state.CommitAsync(session => NotificationTable.Due(session, clock.Now, Batch), stopping);
                await Task.WhenAll(due.Select(notification => SendAsync(notification, stopping)));
                if (due.Count == 0)
                {
                    await Task.Delay(Look, stopping);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // What is still queued is sent after the next start.
        }
    }

    private async Task SendAsync(Notification notification, CancellationToken stopping)
    {
        var (body, secret) = await state.CommitAsync(session => Compose(session, notification), stopping);
        var isSent = body is null || await PostAsync(notification.Url, body, secret, stopping);
        var status = isSent ? Notification.Successful : notification.Tries + 1 < MostTries ? Notification.Queued : Notification.Failed;
        await state.CommitAsync(
            session =>
            {
                NotificationTable.Tried(session, notification, status, clock.Now + BetweenTries);
                return true;
            },
            stopping);
    }

    /// <summary>The body; null when the fax was deleted meanwhile.</summary>
    private (byte[]? Body, string? Secret) Compose(StateSession session, Notification notification)
    {
        if (FaxTable.Find(session, notification.FaxId, clock.Now) is not { } fax)
        {
            return (null, null);
        }

        var json = new JsonObject { ["notify_id"] = notification.NotifyId, ["app_id"] = notification.AppId, ["user_id"] = notification.UserId };
        foreach (var (name, value) in FaxJson.Record(fax, clock.Now, withDirection: true))
        {
            json[name] = value?.DeepClone();
        }

        return (JsonSerializer.SerializeToUtf8Bytes<JsonNode>(json, Plain), NotificationTable.WebhookOf(session, fax.AppId, fax.Direction)?.Secret);
    }

    private async Task<bool> PostAsync(string url, byte[] body, string? secret, CancellationToken stopping)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (secret is not null)
        {
            request.Headers.Add("X-HMAC-Signature", Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body)));
        }

        try
        {
            using var response = await _http.SendAsync(request, stopping);
            return response.IsSuccessStatusCode;
        }
        catch (Exception problem) when (problem is HttpRequestException || (problem is OperationCanceledException && !stopping.IsCancellationRequested))
        {
            return false;
        }
    }
}
