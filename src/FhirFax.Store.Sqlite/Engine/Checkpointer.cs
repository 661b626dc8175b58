using Microsoft.Extensions.Logging;

namespace FhirFax.Store.Sqlite.Engine;

/// <summary>
/// Copies what was committed from the write-ahead log into the file (sqlite.org/wal.html), on a thread and a connection of its own: the writer goes on meanwhile, which matters most
/// in a large store, where every write changes pages that no other does. The log begins anew only when nothing of it is left to be copied, so what came in during a copy is copied
/// next, until there is so little that the writer does it between two transactions.
/// </summary>
internal sealed partial class Checkpointer : IDisposable
{
    /// <summary>16 MiB: what every write touches is copied less often, and the log is written where it still lies in memory.</summary>
    public const int PagesBetween = 4_000;

    private const int LeftToWriter = 500;
    private const int AtMostDuringCopy = 4 * PagesBetween;
    private const int PagesBetweenTries = PagesBetween / 4;
    private readonly Connection _writer;
    private readonly Connection _own;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _wanted = new(0);
    private readonly ManualResetEventSlim _idle = new(true);
    private readonly Thread _thread;
    private int _pages;
    private int _asked;
    private int _copied;
    private int _due = PagesBetween;
    private volatile bool _closing;

    /// <param name="writer">Stays with its thread; from now on its commits copy nothing by themselves.</param>
    /// <param name="own">For this alone, and disposed with it.</param>
    public Checkpointer(Connection writer, Connection own, ILogger logger)
    {
        (_writer, _own, _logger) = (writer, own, logger);
        writer.CountLogPages();
        _thread = new Thread(Loop) { IsBackground = true, Name = "FhirFax checkpoints" };
        _thread.Start();
    }

    /// <summary>Called by the writer after each commit. Waits only when the log grows faster than it can be copied.</summary>
    public void Committed()
    {
        var pages = _writer.LogPages;
        if (pages < _pages)
        {
            (_pages, _copied, _asked, _due) = (0, 0, 0, PagesBetween);
        }

        var added = pages - _pages;
        _pages = pages;
        if (pages < _due || (!_idle.IsSet && pages < _due + AtMostDuringCopy))
        {
            return;
        }

        var isTooLong = !_idle.IsSet;
        _idle.Wait();
        if (_copied < _asked)
        {
            // A read that began earlier still needs the file as it is.
            _due = _asked + PagesBetweenTries;
        }

        if (pages >= _due)
        {
            // Less than what one commit adds is never left.
            Begin(pages, byWriter: isTooLong || pages - _copied <= Math.Max(added, LeftToWriter));
        }
    }

    /// <summary>After the writer has ended.</summary>
    public void Dispose()
    {
        _closing = true;
        _wanted.Release();
        _thread.Join();
        _own.Dispose();
        _wanted.Dispose();
        _idle.Dispose();
    }

    private void Begin(int pages, bool byWriter)
    {
        _asked = pages;
        if (byWriter)
        {
            Copy(_writer);
            // Such a read can also keep the log from beginning anew.
            _due = pages + PagesBetweenTries;
        }
        else
        {
            _idle.Reset();
            _wanted.Release();
        }
    }

    private void Loop()
    {
        while (true)
        {
            _wanted.Wait();
            if (_closing)
            {
                return;
            }

            Copy(_own);
            _idle.Set();
        }
    }

    /// <summary>What cannot be copied stays in the log, where it is as safe and as readable: it is tried again when more has come.</summary>
    private void Copy(Connection connection)
    {
        try
        {
            _copied = connection.Checkpoint();
        }
        catch (Exception exception)
        {
            LogFailed(_logger, exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The log of the database could not be copied into its file; nothing is lost, and it is tried again")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
