namespace FhirFax.Fax.Receiving;

/// <summary>
/// Runs the imports of one mailbox one after the other. Whoever comes while one is under way watches it and shares the next with everybody else who came meanwhile:
/// a listing that began before a call may miss what the call is after.
/// </summary>
internal sealed class MailboxLane(Func<ImportRun, Task<ImportOutcome>> import)
{
    private readonly Lock _gate = new();
    private ImportRun? _current;
    private ImportRun? _next;

    public Task<ImportOutcome> Join(ImportTarget target, ImportProgress progress)
    {
        lock (_gate)
        {
            if (_current is null)
            {
                _current = new ImportRun(target);
                _current.Watch(progress);
                Start(_current);
                return _current.Completion;
            }

            _current.Watch(progress);
            if (_next is null)
            {
                _next = new ImportRun(target);
            }
            else
            {
                _next.Merge(target);
            }

            _next.Watch(progress);
            return _next.Completion;
        }
    }

    /// <summary>Ends when nothing runs any more.</summary>
    public async Task DrainAsync()
    {
        while (Current() is { } run)
        {
            await run.Completion.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private ImportRun? Current()
    {
        lock (_gate)
        {
            return _current;
        }
    }

    private void Start(ImportRun run) => _ = Task.Run(() => DriveAsync(run));

    private async Task DriveAsync(ImportRun run)
    {
        ImportOutcome? outcome = null;
        Exception? failure = null;
        try
        {
            outcome = await import(run);
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        lock (_gate)
        {
            _current = _next;
            _next = null;
            if (_current is not null)
            {
                Start(_current);
            }
        }

        if (outcome is not null)
        {
            run.Complete(outcome);
        }
        else
        {
            run.Fail(failure!);
        }
    }
}
