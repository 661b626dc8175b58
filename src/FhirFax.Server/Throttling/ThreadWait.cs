namespace FhirFax.Server.Throttling;

/// <summary>
/// How long work that is ready waits for a thread of the process. In an overload requests wait there before anything of the server sees them, in their order; a probe that waits
/// in the same queue tells for how long.
/// </summary>
internal sealed class ThreadWait : IDisposable
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(100);

    private readonly TimeProvider _time;
    private readonly Action<Action> _queue;
    private readonly Action _end;
    private readonly ITimer _timer;
    private long _asked;
    private long _last;

    /// <summary>Of this process, in real time: threads do not wait by another clock.</summary>
    public ThreadWait()
        : this(TimeProvider.System, static work => ThreadPool.UnsafeQueueUserWorkItem(static w => w(), work, preferLocal: false))
    {
    }

    /// <param name="queue">Has the work run by the next free thread.</param>
    internal ThreadWait(TimeProvider time, Action<Action> queue)
    {
        (_time, _queue, _end) = (time, queue, End);
        _timer = time.CreateTimer(static state => ((ThreadWait)state!).Ask(), this, Between, Between);
    }

    /// <summary>What the last probe has waited, or the one that still waits if that is longer.</summary>
    public TimeSpan Now
    {
        get
        {
            var last = TimeSpan.FromTicks(Volatile.Read(ref _last));
            var asked = Volatile.Read(ref _asked);
            var waiting = asked == 0 ? TimeSpan.Zero : _time.GetElapsedTime(asked);
            return waiting > last ? waiting : last;
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Ask()
    {
        if (Interlocked.CompareExchange(ref _asked, _time.GetTimestamp(), 0) == 0)
        {
            _queue(_end);
        }
    }

    private void End()
    {
        Volatile.Write(ref _last, _time.GetElapsedTime(_asked).Ticks);
        Volatile.Write(ref _asked, 0);
    }
}
