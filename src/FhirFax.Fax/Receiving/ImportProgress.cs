using FhirFax.Fhir.Outcomes;
using FhirFax.Store.Resources;

namespace FhirFax.Fax.Receiving;

/// <summary>What came in since somebody began to watch a mailbox. Thread-safe: filled by the run, read by the call, in its own time.</summary>
public sealed class ImportProgress
{
    private readonly Lock _gate = new();
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

    internal void Stored(string carrierId, DateTimeOffset received, StoredResource communication)
    {
        lock (_gate)
        {
            _stored[carrierId] = (received, communication);
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
