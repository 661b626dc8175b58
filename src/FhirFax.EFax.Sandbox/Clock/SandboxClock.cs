namespace FhirFax.EFax.Sandbox.Clock;

/// <summary>
/// The sandbox's time, in whole milliseconds: the machine's, moved by what was advanced, or standing still.
/// Changed only inside a state transaction, and persisted there.
/// </summary>
internal sealed class SandboxClock(TimeProvider timeProvider)
{
    private readonly Lock _gate = new();
    private TimeSpan _offset;
    private DateTimeOffset? _frozenAt;

    public DateTimeOffset Now
    {
        get
        {
            lock (_gate)
            {
                return _frozenAt ?? Running;
            }
        }
    }

    private DateTimeOffset Running => Truncate(timeProvider.GetUtcNow() + _offset);

    public static DateTimeOffset Truncate(DateTimeOffset value) =>
        new(value.UtcTicks - (value.UtcTicks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);

    public ClockSetting Read()
    {
        lock (_gate)
        {
            return new ClockSetting(_offset, _frozenAt);
        }
    }

    public void Restore(ClockSetting setting)
    {
        lock (_gate)
        {
            (_offset, _frozenAt) = setting;
        }
    }

    /// <summary>What the setting becomes; nothing changes before <see cref="Restore"/>.</summary>
    public ClockSetting After(TimeSpan advance, bool? frozen)
    {
        lock (_gate)
        {
            var stands = frozen ?? _frozenAt is not null;
            if (!stands)
            {
                // A clock that runs again goes on from where it stood.
                var resumed = _frozenAt is { } at ? at - timeProvider.GetUtcNow() : _offset;
                return new ClockSetting(resumed + advance, null);
            }

            return new ClockSetting(_offset, (_frozenAt ?? Running) + advance);
        }
    }
}
