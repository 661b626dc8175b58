using System.Threading.Channels;
using FhirFax.Fax.Mailboxes;
using FhirFax.Server.Authentication;
using FhirFax.Server.Fhir.Capabilities;

namespace FhirFax.Server.Configuration;

/// <summary>
/// Puts changed projects and clients in force without a restart: when a settings file changes, and on SIGHUP. A configuration that would stop a start is refused as a whole,
/// and the one before it stays.
/// </summary>
internal sealed partial class ProjectReload(
    IConfiguration configuration,
    ConfigurationFiles files,
    Settings started,
    ProjectDirectory projects,
    MailboxResolver mailboxes,
    StoredDefinitions definitions,
    RestartSettings restart,
    TimeProvider time,
    ILogger<ProjectReload> logger) : BackgroundService
{
    /// <summary>True where the files are to be read again whether or not they differ.</summary>
    private readonly Channel<bool> _looks = Channel.CreateBounded<bool>(new BoundedChannelOptions(2) { FullMode = BoundedChannelFullMode.DropWrite });

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var digest = files.Digest();
        using var watch = new SettingsWatch(files.Paths, () => _looks.Writer.TryWrite(false), time);
        using var hangup = OperatingSystem.IsWindows() ? null : OnHangup();
        await foreach (var isForced in _looks.Reader.ReadAllAsync(stoppingToken))
        {
            var now = files.Digest();
            if (isForced || now != digest)
            {
                digest = now;
                await ReloadAsync(stoppingToken);
            }
        }
    }

    private System.Runtime.InteropServices.PosixSignalRegistration OnHangup() =>
        System.Runtime.InteropServices.PosixSignalRegistration.Create(
            System.Runtime.InteropServices.PosixSignal.SIGHUP,
            context =>
            {
                context.Cancel = true;
                _looks.Writer.TryWrite(true);
            });

    private async Task ReloadAsync(CancellationToken cancellationToken)
    {
        try
        {
            files.RequireReadable();
            // Nobody else does this, so that nothing is ever read while it is half loaded.
            (configuration as IConfigurationRoot)?.Reload();
            var next = Read();
            await mailboxes.ClaimDefaultsAsync(next.Projects, cancellationToken);
            await definitions.StoreAsync([.. next.Projects.Where(p => projects.Current.Project(p.Key) is null)], cancellationToken);
            projects.Replace(next);
            Reloaded(logger, next.Projects.Count, next.Clients.Count);
            foreach (var name in restart.Changed(configuration))
            {
                NeedsRestart(logger, name);
            }
        }
        catch (SettingException exception)
        {
            Refused(logger, exception.Message);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Failed(logger, exception);
        }
    }

    /// <exception cref="SettingException">Anything in the configuration is unusable.</exception>
    private ProjectSnapshot Read()
    {
        var settings = Settings.Read(configuration);
        if (settings.Carrier != started.Carrier)
        {
            throw new SettingException(
                "The setting Projects__0__Secrets would change which carrier the server talks to (EFax__BaseUrl), which takes a restart.");
        }

        var current = projects.Current;
        return new ProjectSnapshot(settings.Projects, current.Generated, current);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The changed configuration is in force: {Projects} projects, {Clients} clients")]
    private static partial void Reloaded(ILogger logger, int projects, int clients);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The setting {Name} has changed; the change takes effect at the next start")]
    private static partial void NeedsRestart(ILogger logger, string name);

    [LoggerMessage(Level = LogLevel.Error, Message = "The changed configuration is refused and the one before it stays in force: {Sentence}")]
    private static partial void Refused(ILogger logger, string sentence);

    [LoggerMessage(Level = LogLevel.Error, Message = "The changed configuration could not be put in force; the one before it stays")]
    private static partial void Failed(ILogger logger, Exception exception);
}
