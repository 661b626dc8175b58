using FhirFax.Fhir.Outcomes;
using FhirFax.Store.Resources;

namespace FhirFax.Fax.Receiving;

/// <summary>What came in since somebody began to watch a mailbox. Thread-safe: filled by the run, read by the call, in its own time.</summary>
/// <param name="isCall">Whether a caller is waiting for the Communications; the timer is not, and leaves them to a call that watches the same run.</param>
public sealed class ImportProgress(bool isCall = true)
{
    private readonly Lock _gate = new();
    private bool _isOpen = isCall;
    private readonly Dictionary<string, (DateTimeOffset Received, StoredResource Communication)> _stored = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OperationOutcome> _failures = new(StringComparer.Ordinal);

    /// <summary>Communications brought in, oldest first by the carrier's clock.</summary>
    public IReadOnlyList<StoredResource> Communications
    {
        get
        {
            lock (_gate)
            {
                return [.. _stored.Values.OrderBy(s => s.Received).Select(s => s.Communication)];
            }
        }
    }

    /// <summary>Faxes that could not be brought in, one outcome each.</summary>
    public IReadOnlyList<OperationOutcome> Failures
    {
        get
        {
            lock (_gate)
            {
                return [.. _failures.Values];
            }
        }
    }

    /// <summary>The call answers now: what is stored from here on is somebody else's.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isOpen = false;
        }
    }

    /// <summary>Takes a Communication, of which each is in one answer only; false when this watcher answers no call, or has answered.</summary>
    internal bool TryTake(string carrierId, DateTimeOffset received, StoredResource communication)
    {
        lock (_gate)
        {
            if (_isOpen)
            {
                _stored[carrierId] = (received, communication);
            }

            return _isOpen;
        }
    }

    /// <summary>What could not be brought in before now could.</summary>
    internal void Settled(string carrierId)
    {
        lock (_gate)
        {
            _failures.Remove(carrierId);
        }
    }

    internal void Failed(string carrierId, OperationOutcome outcome)
    {
        lock (_gate)
        {
            _failures[carrierId] = outcome;
        }
    }
}
