using FhirFax.Fax.Carriers;
using FhirFax.Fax.Mailboxes;
using FhirFax.Fax.Projects;
using FhirFax.Store;
using FhirFax.Store.Faxes;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FhirFax.Fax.Receiving;

/// <summary>Imports every mailbox known to every project on a timer: the projects' own, and those that they claimed. Off when <see cref="ReceivingOptions.PollInterval"/> is zero.</summary>
public sealed class ReceivePoller(
    IProjectDirectory projects,
    IFhirFaxStore store,
    MailboxResolver mailboxes,
    MailboxImports imports,
    ReceivingOptions options,
    TimeProvider clock,
    ILogger<ReceivePoller> logger) : BackgroundService
{
    /// <summary>Mailboxes imported at the same time.</summary>
    private const int MostAtOnce = 4;

    private readonly Dictionary<MailboxKey, MailboxSchedule> _schedules = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.PollInterval <= TimeSpan.Zero)
        {
            return;
        }

        try
        {
            while (true)
            {
                var changed = projects.Changed;
                var isLookedUp = await TurnAsync(stoppingToken);
                await WaitAsync(isLookedUp, changed, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    /// <summary>Begins whatever is due. False when it is not known what is.</summary>
    private async Task<bool> TurnAsync(CancellationToken cancellationToken)
    {
        try
        {
            var targets = await TargetsAsync(cancellationToken);
            foreach (var gone in _schedules.Where(s => s.Value.IsIdle && !targets.ContainsKey(s.Key)).Select(s => s.Key).ToList())
            {
                _schedules.Remove(gone);
            }

            foreach (var target in targets.Values)
            {
                if (!_schedules.TryGetValue(target.Account.Mailbox, out var schedule))
                {
                    _schedules[target.Account.Mailbox] = schedule = new MailboxSchedule(options.PollInterval);
                }

                if (schedule.IsIdle && schedule.Due <= clock.GetUtcNow() && Running().Count < MostAtOnce)
                {
                    schedule.Running = ImportAsync(target, schedule, cancellationToken);
                }
            }

            return true;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            logger.LogError(exception, "The mailboxes could not be looked up; tried again after the interval");
            return false;
        }
    }

    private async Task<Dictionary<MailboxKey, ImportTarget>> TargetsAsync(CancellationToken cancellationToken)
    {
        var targets = new Dictionary<MailboxKey, ImportTarget>();
        foreach (var project in projects.All)
        {
            if (project.Secrets is null)
            {
                continue;
            }

            Add(project, await mailboxes.ResolveDefaultAsync(project, cancellationToken));
            foreach (var mailbox in await store.MailboxesAsync(project.Key, cancellationToken))
            {
                Add(project, await mailboxes.ResolveClaimedAsync(project, mailbox, cancellationToken));
            }
        }

        return targets;

        void Add(FaxProject project, MailboxResolution resolution)
        {
            if (resolution is MailboxResolution.Resolved resolved)
            {
                targets[resolved.Account.Mailbox] = new ImportTarget(project.Key, resolved.Account, Receiver: null);
            }
        }
    }

    private async Task ImportAsync(ImportTarget target, MailboxSchedule schedule, CancellationToken cancellationToken)
    {
        try
        {
            var outcome = await imports.Join(target, new ImportProgress(isCall: false)).WaitAsync(cancellationToken);
            if (outcome.Failure is { } failure)
            {
                schedule.Failed(clock.GetUtcNow(), failure.RetryAfter);
                logger.LogWarning("A mailbox of project {Project} could not be read: {Kind}; next try at {Due:O}", target.Project, failure.Kind, schedule.Due);
                return;
            }

            schedule.Succeeded(clock.GetUtcNow(), outcome.NextTry);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            schedule.Failed(clock.GetUtcNow(), retryAfter: null);
            logger.LogError(exception, "Reading a mailbox of project {Project} broke off; next try at {Due:O}", target.Project, schedule.Due);
        }
    }

    /// <summary>Until the next mailbox is due, one in work is done, or it is time to look for new ones: also when the projects change.</summary>
    private async Task WaitAsync(bool isLookedUp, Task changed, CancellationToken cancellationToken)
    {
        var running = Running();
        var wait = options.PollInterval;
        if (isLookedUp && running.Count < MostAtOnce)
        {
            var now = clock.GetUtcNow();
            foreach (var schedule in _schedules.Values)
            {
                if (schedule.IsIdle && schedule.Due - now < wait)
                {
                    wait = schedule.Due - now;
                }
            }
        }

        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        // Task.Delay leaves parts of a millisecond out: what is due within one would be waited for by asking again and again.
        var delay = Task.Delay(TimeSpan.FromMilliseconds(Math.Max(0, Math.Ceiling(wait.TotalMilliseconds))), clock, done.Token);
        await Task.WhenAny([delay, changed, .. running]);
        await done.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    private List<Task> Running()
    {
        var running = new List<Task>();
        foreach (var schedule in _schedules.Values)
        {
            if (schedule.Running is { IsCompleted: false } task)
            {
                running.Add(task);
            }
        }

        return running;
    }
}
