using FhirFax.Fhir.Outcomes;
using FhirFax.Store.Resources;

namespace FhirFax.Fax.Receiving;

/// <summary>One run over a mailbox, and who watches it.</summary>
internal sealed class ImportRun(ImportTarget target)
{
    private readonly TaskCompletionSource<ImportOutcome> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private readonly List<ImportProgress> _watchers = [];

    public ImportTarget Target { get; private set; } = target;

    public Task<ImportOutcome> Completion => _completion.Task;

    public void Watch(ImportProgress progress)
    {
        lock (_gate)
        {
            _watchers.Add(progress);
        }
    }

    /// <summary>Takes a later caller's credentials; of two different receivers in the paths neither is the recipient by path.</summary>
    public void Merge(ImportTarget later) => Target = later with
    {
        Receiver = Target.Receiver is null || later.Receiver is null || Target.Receiver == later.Receiver ? later.Receiver ?? Target.Receiver : null,
    };

    /// <summary>The call that has waited longest answers with it: two callers that both got it would both file it.</summary>
    public void Stored(string carrierId, DateTimeOffset received, StoredResource communication)
    {
        var isTaken = false;
        foreach (var watcher in Watchers())
        {
            watcher.Settled(carrierId);
            isTaken = isTaken || watcher.TryTake(carrierId, received, communication);
        }
    }

    public void Failed(string carrierId, OperationOutcome outcome)
    {
        foreach (var watcher in Watchers())
        {
            watcher.Failed(carrierId, outcome);
        }
    }

    public void Complete(ImportOutcome outcome) => _completion.SetResult(outcome);

    public void Fail(Exception exception)
    {
        _completion.SetException(exception);
        // Whoever waits gets it; when nobody does any more, it was logged.
        _ = _completion.Task.Exception;
    }

    private ImportProgress[] Watchers()
    {
        lock (_gate)
        {
            return [.. _watchers];
        }
    }
}
