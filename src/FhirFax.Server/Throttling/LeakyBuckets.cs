namespace FhirFax.Server.Throttling;

/// <summary>
/// Counts events by key, each key's count running out evenly over time. Memory is fixed whatever the keys: they share slots by a hash that callers cannot know, so at worst a few
/// keys count together.
/// </summary>
/// <param name="most">Events that one key may have at once.</param>
/// <param name="drain">Time in which one event is forgotten.</param>
internal sealed class LeakyBuckets(int most, TimeSpan drain, TimeProvider time)
{
    private const int Slots = 16_384;

    private readonly int _seed = Random.Shared.Next();
    private readonly Slot[] _slots = new Slot[Slots];
    private readonly Lock _gate = new();
    private readonly long _start = time.GetTimestamp();

    /// <summary>Null when the key may have another event now; else how long until it may.</summary>
    public TimeSpan? Wait(string key)
    {
        lock (_gate)
        {
            return Wait(Level(key));
        }
    }

    /// <summary>Counts an event.</summary>
    public void Add(string key)
    {
        lock (_gate)
        {
            Level(key).Events += 1;
        }
    }

    /// <summary>Counts an event if the key may have one; else says how long until it may.</summary>
    public TimeSpan? TryAdd(string key)
    {
        lock (_gate)
        {
            ref var slot = ref Level(key);
            var wait = Wait(slot);
            if (wait is null)
            {
                slot.Events += 1;
            }

            return wait;
        }
    }

    private TimeSpan? Wait(Slot slot) => slot.Events + 1 <= most ? null : (slot.Events + 1 - most) * drain;

    private ref Slot Level(string key)
    {
        ref var slot = ref _slots[(uint)HashCode.Combine(_seed, key) % Slots];
        var now = time.GetElapsedTime(_start);
        slot.Events = Math.Max(0, slot.Events - ((now - slot.Seen) / drain));
        slot.Seen = now;
        return ref slot;
    }

    private struct Slot
    {
        public double Events;
        public TimeSpan Seen;
    }
}
