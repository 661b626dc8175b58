namespace FhirFax.Server.Fhir.Search;

/// <summary>Ends searches that take too long.</summary>
internal sealed class SearchDeadline(TimeProvider time)
{
    /// <summary>What one request may spend in the store.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    /// <summary>The answer, or null when time was up. Cancelling by <paramref name="aborted"/> is an exception as ever.</summary>
    public async Task<T?> RunAsync<T>(Func<CancellationToken, Task<T>> search, CancellationToken aborted)
        where T : class
    {
        using var either = new CancellationTokenSource(Limit, time);
        await using var registration = aborted.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), either);
        try
        {
            return await search(either.Token);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested && !aborted.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>The same for work that writes, all of which is to be undone when time is up.</summary>
    /// <exception cref="SearchTooCostlyException">Time was up.</exception>
    public async ValueTask<T> GuardAsync<T>(Func<CancellationToken, ValueTask<T>> work, CancellationToken aborted)
    {
        using var either = new CancellationTokenSource(Limit, time);
        await using var registration = aborted.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), either);
        try
        {
            return await work(either.Token);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested && !aborted.IsCancellationRequested)
        {
            throw new SearchTooCostlyException();
        }
    }
}
