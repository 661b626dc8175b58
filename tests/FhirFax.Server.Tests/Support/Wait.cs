using System.Diagnostics;

namespace FhirFax.Server.Tests.Support;

/// <summary>Waits for a condition instead of a time.</summary>
public static class Wait
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Stopwatch.GetElapsedTime(started).ShouldBeLessThan(Limit, "The condition did not come true.");
            await Task.Delay(20);
        }
    }
}
