namespace FhirFax.Store.Sqlite.Engine;

/// <summary>Instants as the columns keep them.</summary>
internal static class Instants
{
    public const long MicrosecondsPerMillisecond = 1000;

    /// <summary>Microseconds since 1970 UTC, as search compares them.</summary>
    public static long ToMicroseconds(this DateTimeOffset instant) => (instant.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset FromMicroseconds(long microseconds) =>
        new(DateTimeOffset.UnixEpoch.UtcTicks + (microseconds * TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    /// <summary>Rounded up, so that "at or after" keeps its meaning.</summary>
    public static long CeilingMicroseconds(this DateTimeOffset instant) => (instant - TimeSpan.FromTicks(1)).ToMicroseconds() + 1;

    public static DateTimeOffset FromTicks(long ticks) => new(ticks, TimeSpan.Zero);

    public static DateTimeOffset? FromTicks(long? ticks) => ticks is { } value ? FromTicks(value) : null;
}
