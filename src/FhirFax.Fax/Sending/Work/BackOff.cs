namespace FhirFax.Fax.Sending.Work;

/// <summary>How long to wait before trying again.</summary>
internal static class BackOff
{
    /// <summary>Doubles from <paramref name="first"/> with each try up to <paramref name="longest"/>, less up to a quarter, so that what failed together does not return together.</summary>
    /// <param name="tries">From 1.</param>
    public static TimeSpan Delay(int tries, TimeSpan first, TimeSpan longest)
    {
        var doubled = first * Math.Pow(2, Math.Clamp(tries - 1, 0, 30));
        var bounded = doubled < longest ? doubled : longest;
        return bounded * (1 - (Random.Shared.NextDouble() / 4));
    }

    /// <summary>A share of how long it has taken already, within bounds: frequent at first, rare later.</summary>
    public static TimeSpan Share(TimeSpan age, double share, TimeSpan shortest, TimeSpan longest) =>
        TimeSpan.FromTicks(Math.Clamp((age * share).Ticks, shortest.Ticks, longest.Ticks));
}
