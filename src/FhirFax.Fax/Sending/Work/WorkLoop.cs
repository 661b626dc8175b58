using FhirFax.Store;
using FhirFax.Store.Queue;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FhirFax.Fax.Sending.Work;

/// <summary>Takes one kind of work from the store's queue and runs it with bounded parallelism, for as long as the host runs.</summary>
/// <param name="store">Holds the queue.</param>
/// <param name="clock">Says what is due.</param>
/// <param name="logger">Told of work that failed; it is put back and comes again.</param>
/// <param name="kind">The kind of work.</param>
/// <param name="parallelism">Entries worked on at one time.</param>
/// <param name="leaseTime">For how long an entry is claimed; the work must be over by then.</param>
public abstract class WorkLoop(IFhirFaxStore store, TimeProvider clock, ILogger logger, WorkKind kind, int parallelism, TimeSpan leaseTime) : BackgroundService
{
    /// <summary>How long to sleep at most: another process may have queued work without a signal reaching this one.</summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan ErrorPause = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _wake = new(0);

    protected IFhirFaxStore Store { get; } = store;

    protected TimeProvider Clock { get; } = clock;

    protected ILogger Logger { get; } = logger;

    /// <summary>Claims what is due now, works it off, and says how many entries that were.</summary>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        var leases = await ClaimAsync(parallelism, cancellationToken);
        await Task.WhenAll(leases.Select(lease => RunGuardedAsync(lease, cancellationToken)));
        return leases.Count;
    }

    /// <summary>Works one entry off; must complete or reschedule it.</summary>
    /// <param name="lease">The claimed entry.</param>
    /// <param name="stopping">The host wants to stop. Work that must not be torn apart goes on; the host waits for it as long as it may.</param>
    protected abstract Task RunAsync(Lease lease, CancellationToken stopping);

    /// <summary>Puts the entry back when <paramref name="work"/> on it fails. Does not throw.</summary>
    protected async Task GuardAsync(Lease lease, Func<Task> work, CancellationToken stopping)
    {
        try
        {
            await work();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The lease ends, or the next start frees it.
        }
        catch (Exception exception)
        {
            Logger.LogError(exception, "{Kind} work {Subject} of {Project} failed; it comes again", kind, lease.Item.Subject, lease.Item.Project);
            await PutBackAsync(lease.Item);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Store.WorkAvailable += OnWork;
        var running = new HashSet<Task>();
        try
        {
            await LoopAsync(running, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops; what runs is awaited below.
        }
        finally
        {
            Store.WorkAvailable -= OnWork;
            await Task.WhenAll(running);
        }
    }

    private void OnWork(WorkKind available)
    {
        if (available == kind)
        {
            _wake.Release();
        }
    }

    private async Task LoopAsync(HashSet<Task> running, CancellationToken stopping)
    {
        while (true)
        {
            stopping.ThrowIfCancellationRequested();
            try
            {
                await StepAsync(running, stopping);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                Logger.LogError(exception, "Looking for {Kind} work failed; trying again", kind);
                await Task.Delay(ErrorPause, Clock, stopping);
            }
        }
    }

    private async Task StepAsync(HashSet<Task> running, CancellationToken stopping)
    {
        running.RemoveWhere(static task => task.IsCompleted);
        if (running.Count >= parallelism)
        {
            await Task.WhenAny(running);
            return;
        }

        var leases = await ClaimAsync(parallelism - running.Count, stopping);
        foreach (var lease in leases)
        {
            running.Add(Task.Run(() => RunGuardedAsync(lease, stopping), CancellationToken.None));
        }

        if (leases.Count == 0)
        {
            await SleepAsync(running, stopping);
        }
    }

    private async Task SleepAsync(HashSet<Task> running, CancellationToken stopping)
    {
        var now = Clock.GetUtcNow();
        var untilDue = await Store.NextDueAsync(kind, stopping) is { } due ? due - now : LongestSleep;
        var pause = TimeSpan.FromTicks(Math.Clamp(untilDue.Ticks, TimeSpan.FromMilliseconds(10).Ticks, LongestSleep.Ticks));
        using var awake = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var signal = _wake.WaitAsync(awake.Token);
        await Task.WhenAny([signal, Task.Delay(pause, Clock, awake.Token), .. running]);
        await awake.CancelAsync();
        await signal.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

        // Many signals are one reason to look.
        while (_wake.Wait(0, CancellationToken.None))
        {
        }
    }

    private async Task<IReadOnlyList<Lease>> ClaimAsync(int max, CancellationToken cancellationToken)
    {
        var claimed = Clock.GetTimestamp();
        var items = await Store.ClaimAsync(kind, Clock.GetUtcNow(), leaseTime, max, cancellationToken);
        return [.. items.Select(item => new Lease(item, Clock, claimed, leaseTime))];
    }

    private Task RunGuardedAsync(Lease lease, CancellationToken stopping) => GuardAsync(lease, () => RunAsync(lease, stopping), stopping);

    private async Task PutBackAsync(WorkItem item)
    {
        try
        {
            var dueAt = Clock.GetUtcNow() + BackOff.Delay(item.Tries, TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(5));
            await Store.WriteAsync((transaction, token) => transaction.RescheduleAsync(item, dueAt, token), CancellationToken.None);
        }
        catch (Exception exception)
        {
            Logger.LogError(exception, "{Kind} work {Subject} of {Project} stays claimed until its lease ends", kind, item.Subject, item.Project);
        }
    }
}
