using FhirFax.Store;

namespace FhirFax.Fax.Sending.Deliveries;

/// <summary>Tells those who wait in this process that a Communication's Deliveries changed. A hint: the store is what counts.</summary>
public sealed class DeliverySignal
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(ProjectKey, string), Watched> _watched = [];

    /// <summary>Starts to watch a Communication; dispose when done.</summary>
    public Watch Start(ProjectKey project, string communicationId)
    {
        lock (_gate)
        {
            var key = (project, communicationId);
            if (!_watched.TryGetValue(key, out var watched))
            {
                _watched[key] = watched = new Watched();
            }

            watched.Watches++;
            return new Watch(this, key);
        }
    }

    /// <summary>Called after the commit that changed something.</summary>
    public void Changed(ProjectKey project, string communicationId)
    {
        TaskCompletionSource? change = null;
        lock (_gate)
        {
            if (_watched.TryGetValue((project, communicationId), out var watched))
            {
                change = watched.Change;
                watched.Change = NewChange();
            }
        }

        change?.TrySetResult();
    }

    private static TaskCompletionSource NewChange() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>One caller's interest in one Communication.</summary>
    public sealed class Watch : IDisposable
    {
        private readonly DeliverySignal _signal;
        private readonly (ProjectKey, string) _key;
        private bool _disposed;

        internal Watch(DeliverySignal signal, (ProjectKey, string) key)
        {
            _signal = signal;
            _key = key;
        }

        /// <summary>Completes at the next change after this call: take it before reading, or a change between is missed.</summary>
        public Task NextChange()
        {
            lock (_signal._gate)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                return _signal._watched[_key].Change.Task;
            }
        }

        public void Dispose()
        {
            lock (_signal._gate)
            {
                if (!_disposed && --_signal._watched[_key].Watches == 0)
                {
                    _signal._watched.Remove(_key);
                }

                _disposed = true;
            }
        }
    }

    private sealed class Watched
    {
        public int Watches { get; set; }

        public TaskCompletionSource Change { get; set; } = NewChange();
    }
}
