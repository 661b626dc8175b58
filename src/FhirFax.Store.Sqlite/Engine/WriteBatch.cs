using FhirFax.Store.Faxes;
using FhirFax.Store.Queue;

namespace FhirFax.Store.Sqlite.Engine;

/// <summary>
/// One physical transaction with the works of several callers. A savepoint around each would copy every page that it touches, so they run without as long as all goes well. When
/// one has to be undone, the batch begins anew with savepoints, and so do the next few: whatever it was is likely to happen again.
/// </summary>
internal sealed class WriteBatch(Tables tables, IFaxProjection? faxes, TimeProvider timeProvider)
{
    private const int MaxRuns = 16;
    private const int BatchesWithSavepoints = 16;
    private readonly List<WriteRequest> _requests = [];
    private readonly HashSet<WorkKind> _available = [];
    private int _withSavepoints;

    /// <summary>Whether there is something to commit or to roll back.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Works that are part of it so far; those that failed by themselves are not.</summary>
    public int Count => _requests.Count;

    /// <summary>Kinds of work that its commit makes available.</summary>
    public IReadOnlyCollection<WorkKind> Available => _available;

    private Connection Connection => tables.Session.Connection;

    /// <summary>Makes a work part of the batch; when it fails by itself, its caller knows and the others are not touched.</summary>
    /// <exception cref="StoreUnavailableException">The whole batch is lost.</exception>
    public void Run(WriteRequest request)
    {
        if (!HasBegun)
        {
            Connection.Run("BEGIN IMMEDIATE");
            HasBegun = true;
        }

        _requests.Add(request);
        if (_withSavepoints > 0)
        {
            RunUnderSavepoint(request);
        }
        else if (!TryRunFreely(request))
        {
            BeginAnew();
        }
    }

    /// <summary>Flushes, then tells every caller.</summary>
    public void Commit()
    {
        Connection.Run("COMMIT");
        tables.Session.Publish();
        foreach (var request in _requests)
        {
            request.Complete();
        }

        _withSavepoints = Math.Max(0, _withSavepoints - 1);
    }

    /// <summary>Undoes all of it, and tells every caller.</summary>
    public void Fail(Exception exception)
    {
        try
        {
            Undo();
        }
        finally
        {
            Connection.TakeFailure();
            foreach (var request in _requests)
            {
                request.Fail(exception);
            }
        }
    }

    /// <summary>Makes it ready for the next transaction.</summary>
    public void Clear()
    {
        HasBegun = false;
        _requests.Clear();
        _available.Clear();
    }

    /// <summary>False when the work left something behind that must go.</summary>
    private bool TryRunFreely(WriteRequest request)
    {
        var changes = Connection.TotalChanges;
        var transaction = new SqliteTransaction(tables, Now(), faxes);
        var failure = Run(request, transaction);
        if (failure is null && !transaction.IsAbandoned && transaction.MustBeLaterThan is null)
        {
            _available.UnionWith(transaction.Available);
            return true;
        }

        if (Connection.TotalChanges != changes || transaction.MustBeLaterThan is not null)
        {
            return false;
        }

        End(request, failure);
        return true;
    }

    private void BeginAnew()
    {
        _withSavepoints = BatchesWithSavepoints;
        WriteRequest[] requests = [.. _requests];
        Undo();
        _available.Clear();
        Connection.Run("BEGIN IMMEDIATE");
        foreach (var request in requests)
        {
            RunUnderSavepoint(request);
        }
    }

    private void RunUnderSavepoint(WriteRequest request)
    {
        var now = Now();
        Connection.Run("SAVEPOINT work");
        for (var run = 1; ; run++)
        {
            var transaction = new SqliteTransaction(tables, now, faxes);
            var failure = Run(request, transaction);
            if (transaction.MustBeLaterThan is { } later && run < MaxRuns)
            {
                UndoWork();
                now = later + Instants.MicrosecondsPerMillisecond;
                continue;
            }

            if (failure is null && !transaction.IsAbandoned)
            {
                _available.UnionWith(transaction.Available);
            }
            else
            {
                UndoWork();
            }

            Connection.Run("RELEASE work");
            End(request, failure);
            return;
        }
    }

    private Exception? Run(WriteRequest request, SqliteTransaction transaction)
    {
        Connection.TakeFailure();
        Exception? failure;
        try
        {
            request.Run(transaction);
            if (!transaction.IsAbandoned)
            {
                transaction.ProjectFaxes();
            }

            // An error that the work swallowed has left half an operation behind.
            failure = Connection.TakeFailure();
        }
        catch (Exception exception)
        {
            Connection.TakeFailure();
            failure = exception;
        }
        finally
        {
            transaction.End();
        }

        return Connection.AutoCommit ? throw failure ?? new StoreUnavailableException("The transaction was ended from within.") : failure;
    }

    private void End(WriteRequest request, Exception? failure)
    {
        if (failure is not null)
        {
            _requests.Remove(request);
            request.Fail(failure);
        }
    }

    private void UndoWork()
    {
        Connection.Run("ROLLBACK TO work");
        tables.Session.Forget();
    }

    private void Undo()
    {
        tables.Session.Forget();
        if (!Connection.AutoCommit)
        {
            Connection.Run("ROLLBACK");
        }
    }

    private long Now()
    {
        var microseconds = timeProvider.GetUtcNow().ToMicroseconds();
        return microseconds - (microseconds % Instants.MicrosecondsPerMillisecond);
    }
}
