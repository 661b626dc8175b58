using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace FhirFax.EFax.Sandbox.Tests.Support;

/// <summary>Whoever is notified: keeps what came, and answers as the test says.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WebhookReceiver(WebApplication app) => _app = app;

    public ConcurrentQueue<(byte[] Body, string? Signature)> Received { get; } = new();

    /// <summary>Statuses of the next answers; 200 when there are none left.</summary>
    public ConcurrentQueue<int> Answers { get; } = new();

    public string Url => _app.Urls.First() + "/efax";

    public static async Task<WebhookReceiver> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var receiver = new WebhookReceiver(builder.Build());
        receiver._app.Run(receiver.TakeAsync);
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>Waits until so many came.</summary>
    public async Task<IReadOnlyList<(byte[] Body, string? Signature)>> UntilAsync(int count)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (Received.Count < count)
        {
            await Task.Delay(20, limit.Token);
        }

        return [.. Received];
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        http.Response.StatusCode = Answers.TryDequeue(out var status) ? status : StatusCodes.Status200OK;
        Received.Enqueue((body.ToArray(), http.Request.Headers["X-HMAC-Signature"].FirstOrDefault()));
    }
}
