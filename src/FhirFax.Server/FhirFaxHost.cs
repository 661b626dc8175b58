using FhirFax.EFax.Sandbox;
using FhirFax.Fax.Lifecycle;
using FhirFax.Server.Authentication;
using FhirFax.Server.Composition;
using FhirFax.Server.Configuration;
using FhirFax.Server.Http;
using FhirFax.Server.Startup;
using FhirFax.Store.Sqlite;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;

namespace FhirFax.Server;

/// <summary>A whole running server: its store, its sandbox when it has one, its workers and its HTTP faces. Disposing it stops everything in order.</summary>
public sealed class FhirFaxHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ILoggerFactory _log;
    private readonly SqliteStore _store;
    private readonly SandboxHost? _sandbox;
    private readonly GeneratedClient? _generated;

    private FhirFaxHost(WebApplication app, ILoggerFactory log, SqliteStore store, SandboxHost? sandbox, GeneratedClient? generated)
    {
        (_app, _log, _store, _sandbox, _generated) = (app, log, store, sandbox, generated);
        var address = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();
        BaseUrl = new Uri(address.TrimEnd('/') + "/");
        Welcome = new WelcomeMessage(BaseUrl, app.Services.GetRequiredService<Settings>(), sandbox?.BaseUrl, generated).Text;
    }

    /// <summary>The first address listened on, with its real port; ends in a slash.</summary>
    public Uri BaseUrl { get; }

    /// <summary>Where the built-in sandbox is reached; null when the server uses another carrier.</summary>
    public Uri? SandboxUrl => _sandbox is null ? null : new Uri(_sandbox.BaseUrl + "/");

    /// <summary>Id of the generated client; null when the configuration lists clients.</summary>
    public string? ClientId => _generated?.Id;

    /// <summary>Its secret.</summary>
    public string? ClientSecret => _generated?.Secret;

    /// <summary>What a person at the terminal is told; on the first start it holds the secret.</summary>
    public string Welcome { get; }

    public IServiceProvider Services => _app.Services;

    /// <param name="args">Command line settings, <c>--Storage:Path=…</c>.</param>
    /// <param name="overrides">Settings that win over all others, in either spelling: <c>Storage:Path</c>, <c>Storage__Path</c>.</param>
    /// <param name="timeProvider">Null: the system's clock.</param>
    /// <exception cref="SettingException">A setting is unusable.</exception>
    /// <exception cref="Store.StoreUnavailableException">The data directory is in use, or unreadable.</exception>
    public static Task<FhirFaxHost> StartAsync(
        string[] args,
        IReadOnlyDictionary<string, string?>? overrides = null,
        TimeProvider? timeProvider = null,
        CancellationToken cancellationToken = default) =>
        StartAsync(args, overrides, timeProvider, static _ => { }, cancellationToken);

    /// <param name="recompose">Has the last word on what the server is made of: the crash suite puts its probes between the parts. No setting leads here.</param>
    /// <inheritdoc cref="StartAsync(string[], IReadOnlyDictionary{string, string?}, TimeProvider, CancellationToken)"/>
    internal static async Task<FhirFaxHost> StartAsync(
        string[] args,
        IReadOnlyDictionary<string, string?>? overrides,
        TimeProvider? timeProvider,
        Action<IServiceCollection> recompose,
        CancellationToken cancellationToken)
    {
        var time = timeProvider ?? TimeProvider.System;
        var builder = WebApplication.CreateBuilder([.. args, ConfigurationComposition.NoFrameworkReload]);
        builder.AddFhirFaxConfiguration(overrides);
        var files = new ConfigurationFiles(builder.Configuration);
        files.RequireReadable();
        var settings = Settings.Read(builder.Configuration);
        TransportGuard.RequireSafe(builder.Configuration, settings.Network);
        builder.AddHttp(settings);

        var log = builder.CreateLog();
        SqliteStore? store = null;
        SandboxHost? sandbox = null;
        WebApplication? app = null;
        try
        {
            store = await DataFolder.OpenAsync(settings.Storage, new FaxProjection(settings.Sending, time), time, log.CreateLogger<SqliteStore>(), cancellationToken);
            var generated = settings.Projects.Any(p => p.Clients.Count > 0) ? null : GeneratedClient.LoadOrCreate(settings.Storage);
            sandbox = settings.Carrier.IsBuiltIn ? await StartSandboxAsync(settings.Storage, time, cancellationToken) : null;

            builder.Services.AddReload(builder.Configuration, files);
            builder.Services.AddSettings(settings, generated, time);
            builder.Services.AddStore(store);
            builder.Services.AddCarrier(settings, sandbox);
            builder.Services.AddFaxDomain(settings);
            builder.Services.AddFaxes();
            builder.Services.AddFhir();
            builder.Services.AddSignIn();
            recompose(builder.Services);

            app = builder.Build();
            app.UseFhirFax(settings);
            await app.PrepareAsync(cancellationToken);
            await app.StartAsync(cancellationToken);
            app.LogStart(settings, sandbox);
            return new FhirFaxHost(app, log, store, sandbox, generated);
        }
        catch
        {
            await DisposeAsync(app, sandbox, store, log);
            throw;
        }
    }

    /// <summary>Returns when the process is asked to end.</summary>
    public Task WaitForShutdownAsync(CancellationToken cancellationToken = default) => _app.WaitForShutdownAsync(cancellationToken);

    /// <summary>Stops taking requests, lets the workers finish or leave their leases, then closes the sandbox and the store.</summary>
    public ValueTask DisposeAsync() => DisposeAsync(_app, _sandbox, _store, _log);

    private static Task<SandboxHost> StartSandboxAsync(StorageOptions storage, TimeProvider time, CancellationToken cancellationToken) =>
        SandboxHost.StartAsync(new SandboxOptions { StatePath = storage.SandboxPath, TimeProvider = time }, cancellationToken);

    private static async ValueTask DisposeAsync(WebApplication? app, SandboxHost? sandbox, SqliteStore? store, ILoggerFactory log)
    {
        if (app is not null)
        {
            // Also after a start that failed half-way: workers that run already are asked to end, not torn down.
            await app.StopAsync();
            await app.DisposeAsync();
        }

        if (sandbox is not null)
        {
            await sandbox.DisposeAsync();
        }

        if (store is not null)
        {
            await store.DisposeAsync();
        }

        log.Dispose();
    }
}
