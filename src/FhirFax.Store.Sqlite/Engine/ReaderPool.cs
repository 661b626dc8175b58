using System.Collections.Concurrent;

namespace FhirFax.Store.Sqlite.Engine;

/// <summary>
/// Read-only connections. Each read sees the last commit as it was when it began, and neither waits for the writer nor holds it up. A read runs on the caller's thread,
/// which in a server is one of the pool's; the number of connections bounds how many run at a time.
/// </summary>
internal sealed class ReaderPool(Func<Tables> open, int size) : IDisposable
{
    private readonly ConcurrentBag<Tables> _idle = [];
    private readonly SemaphoreSlim _free = new(size, size);
    private volatile bool _disposed;

    /// <summary>One statement: it is its own snapshot.</summary>
    public async ValueTask<T> ReadAsync<TState, T>(TState state, Func<Tables, TState, T> read, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        Tables? tables = null;
        try
        {
            tables = Take();
            var result = read(tables, state);
            Return(tables);
            return result;
        }
        catch
        {
            tables?.Dispose();
            throw;
        }
        finally
        {
            _free.Release();
        }
    }

    /// <summary>Several statements over one snapshot, which may take long: cancelling interrupts them.</summary>
    public ValueTask<T> ReadSnapshotAsync<TState, T>(TState state, Func<Tables, TState, T> read, CancellationToken cancellationToken) =>
        ReadAsync((state, read, cancellationToken), static (tables, call) => ReadSnapshot(tables, call.state, call.read, call.cancellationToken), cancellationToken);

    /// <summary>Waits for running reads to end.</summary>
    public void Dispose()
    {
        _disposed = true;
        for (var i = 0; i < size; i++)
        {
            _free.Wait();
        }

        while (_idle.TryTake(out var tables))
        {
            tables.Dispose();
        }

        _free.Release(size);
    }

    private static T ReadSnapshot<TState, T>(Tables tables, TState state, Func<Tables, TState, T> read, CancellationToken cancellationToken)
    {
        var connection = tables.Session.Connection;
        return connection.Interruptible(
            (tables, state, read, connection),
            static call =>
            {
                call.connection.Run("BEGIN");
                var result = call.read(call.tables, call.state);
                call.connection.Run("COMMIT");
                return result;
            },
            cancellationToken);
    }

    private Tables Take()
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(SqliteStore));
        return _idle.TryTake(out var tables) ? tables : open();
    }

    private void Return(Tables tables) => _idle.Add(tables);
}
