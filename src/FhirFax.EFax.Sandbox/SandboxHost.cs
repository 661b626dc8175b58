using System.Text.Json.Nodes;
using FhirFax.EFax.Sandbox.Api;
using FhirFax.EFax.Sandbox.Clock;
using FhirFax.EFax.Sandbox.Control;
using FhirFax.EFax.Sandbox.Documents;
using FhirFax.EFax.Sandbox.Faxes;
using FhirFax.EFax.Sandbox.Http;
using FhirFax.EFax.Sandbox.State;
using FhirFax.EFax.Sandbox.Webhooks;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;

namespace FhirFax.EFax.Sandbox;

/// <summary>
/// A running emulation of the eFax Corporate API (efax-corporate-api.md 14) on a real HTTP socket. Nothing is transmitted. Its state is its own and
/// survives a kill; one process at a time may run on a state folder.
/// </summary>
public sealed class SandboxHost : IAsyncDisposable
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(2);

    private readonly WebApplication _app;
    private readonly StateFile _state;
    private readonly FileStream _lock;
    private readonly CancellationTokenSource _stopping;
    private readonly WebhookSender _webhooks;
    private readonly Task _sending;

    private SandboxHost(WebApplication app, StateFile state, FileStream folderLock, CancellationTokenSource stopping, SandboxClock clock)
    {
        (_app, _state, _lock, _stopping) = (app, state, folderLock, stopping);
        _webhooks = new WebhookSender(state, clock);
        _sending = _webhooks.RunAsync(stopping.Token);
        BaseUrl = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First().TrimEnd('/');
    }

    /// <summary>The first address listened on, with its real port and no trailing slash.</summary>
    public string BaseUrl { get; }

    /// <exception cref="ArgumentOutOfRangeException">The time factor is negative or no number.</exception>
    /// <exception cref="IOException">The state folder is in use by another process, or an address is.</exception>
    public static async Task<SandboxHost> StartAsync(SandboxOptions options, CancellationToken cancellationToken)
    {
        if (!(options.TimeFactor >= 0) || double.IsInfinity(options.TimeFactor))
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.TimeFactor, "TimeFactor must be zero or more.");
        }

        Directory.CreateDirectory(options.StatePath);
        var folderLock = new FileStream(Path.Combine(options.StatePath, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        StateFile? state = null;
        WebApplication? app = null;
        var stopping = new CancellationTokenSource();
        try
        {
            state = StateFile.Open(options.StatePath);
            var clock = new SandboxClock(options.TimeProvider);
            app = await BuildAsync(options, state, clock, stopping.Token, cancellationToken);
            await app.StartAsync(cancellationToken);
            return new SandboxHost(app, state, folderLock, stopping, clock);
        }
        catch
        {
            await DisposeAsync(app, state, folderLock, stopping);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _sending;
        _webhooks.Dispose();
        using var patience = new CancellationTokenSource(StopTimeout);
        try
        {
            await _app.StopAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            // Connections that did not end in time end with the server.
        }

        await DisposeAsync(_app, _state, _lock, _stopping);
    }

    private static async ValueTask DisposeAsync(WebApplication? app, StateFile? state, FileStream folderLock, CancellationTokenSource stopping)
    {
        if (app is not null)
        {
            await app.DisposeAsync();
        }

        state?.Dispose();
        await folderLock.DisposeAsync();
        stopping.Dispose();
    }

    private static async Task<WebApplication> BuildAsync(
        SandboxOptions options, StateFile state, SandboxClock clock, CancellationToken stopping, CancellationToken cancellationToken)
    {
        var accounts = new Accounts(options);
        var documents = new DocumentFolder(options.StatePath);
        await state.CommitAsync(
            session =>
            {
                accounts.Seed(session);
                clock.Restore(SettingTable.ReadClock(session) ?? clock.Read());
                return true;
            },
            cancellationToken);

        var app = CreateServer(options.Urls);
        var plan = new DialPlan(options.TimeFactor);
        var pipeline = new CallPipeline(state, clock, accounts, documents, stopping);
        ApiRoute[] routes =
        [
            .. new TokensApi(options, accounts, clock).Routes,
            .. new SendApi(plan, clock, documents).Routes,
            .. new ListApi(clock).Routes,
            .. new FaxApi(plan, clock).Routes,
            .. new NotificationApi(clock).Routes,
        ];
        foreach (var route in routes)
        {
            app.MapMethods(route.Pattern, [route.Method], http => pipeline.RunAsync(http, route));
        }

        var control = app.MapGroup("/_sandbox");
        new ControlApi(state, clock, accounts, documents).Map(control);
        new InboundApi(state, clock, accounts, documents).Map(control);
        app.MapGet("/", static http => http.Response.WriteAsJsonAsync(
            new JsonObject { ["service"] = "eFax Corporate API sandbox", ["note"] = "Nothing is transmitted." }));
        var unknown = new ApiRoute("*", "*", Access.Open, BodyKind.None, static (_, _) => Errors.NotFound);
        app.MapFallback("{*path}", http => pipeline.RunAsync(http, unknown));
        return app;
    }

    // Built empty: inside another server, that server's settings, addresses and signal handling are none of ours.
    private static WebApplication CreateServer(string urls)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls(urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        builder.WebHost.ConfigureKestrel(static kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, OwnedLifetime>();
        var app = builder.Build();
        app.UseRouting();
        return app;
    }

    // Whoever started the sandbox ends it; it listens to no signal.
    private sealed class OwnedLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
