namespace FhirFax.EFax.Sandbox.Clock;

/// <summary>What is persisted of the clock.</summary>
/// <param name="Offset">Added to the machine's time while the clock runs.</param>
/// <param name="FrozenAt">The time at which it stands; null while it runs.</param>
internal sealed record ClockSetting(TimeSpan Offset, DateTimeOffset? FrozenAt);
