using System.Collections.Concurrent;
using FhirFax.Store.Sqlite.Engine;
using FhirFax.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace FhirFax.Store.Sqlite.Tests;

/// <summary>The write-ahead log is copied into the file beside the writes, and begins anew again and again.</summary>
public sealed class CheckpointTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Connection _writer;
    private int _rows;

    public CheckpointTests()
    {
        NativeSqlite.Initialize();
        _writer = Open();
        _writer.Execute("CREATE TABLE document(id INTEGER PRIMARY KEY, content BLOB NOT NULL)");
    }

    public void Dispose()
    {
        _writer.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(100)]
    [InlineData(2_000)]
    [InlineData(9_000)]
    public void The_log_stays_bounded_however_much_is_written(int pagesOfACommit)
    {
        const int all = 60_000;
        var largest = 0;
        using (var checkpointer = new Checkpointer(_writer, Open(), NullLogger.Instance))
        {
            for (var written = 0; written < all; written += pagesOfACommit)
            {
                Commit(checkpointer, pagesOfACommit);
                largest = Math.Max(largest, _writer.LogPages);
            }
        }

        largest.ShouldBeInRange(Checkpointer.PagesBetween, (5 * Checkpointer.PagesBetween) + (2 * pagesOfACommit));
        new FileInfo(_folder.Combine("log.db")).Length.ShouldBeGreaterThan((all - largest) * 4096L);
        Rows(_writer).ShouldBe(_rows);
    }

    [Fact]
    public void A_long_read_keeps_its_snapshot_and_the_log_begins_anew_after_it()
    {
        using var checkpointer = new Checkpointer(_writer, Open(), NullLogger.Instance);
        Commit(checkpointer);
        using var reader = Open();
        reader.Run("BEGIN");
        Rows(reader).ShouldBe(1);

        var longest = 0;
        for (var i = 0; i < 150; i++)
        {
            Commit(checkpointer);
            _writer.LogPages.ShouldBeGreaterThan(longest);
            longest = _writer.LogPages;
        }

        Rows(reader).ShouldBe(1);
        reader.Run("COMMIT");
        Rows(reader).ShouldBe(151);
        for (var i = 0; i < 300 && _writer.LogPages >= longest; i++)
        {
            longest = _writer.LogPages;
            Commit(checkpointer);
        }

        _writer.LogPages.ShouldBeLessThan(longest);
        Rows(reader).ShouldBe(_rows);
    }

    [Fact]
    public void What_cannot_be_copied_beside_the_writes_fails_none_of_them()
    {
        var warnings = new Warnings();
        var own = Open();
        // SQLite refuses to copy on a connection that is inside a transaction.
        own.Run("BEGIN");
        Rows(own).ShouldBe(0);
        using (var checkpointer = new Checkpointer(_writer, own, warnings))
        {
            for (var i = 0; i < 100; i++)
            {
                Commit(checkpointer);
            }
        }

        warnings.Messages.ShouldNotBeEmpty();
        warnings.Messages.ShouldAllBe(m => m.Contains("nothing is lost", StringComparison.Ordinal));
        warnings.Messages.Count.ShouldBeLessThan(20, "it is tried again when more has come, not at every commit");
        using var reader = Open();
        Rows(reader).ShouldBe(100);
    }

    private void Commit(Checkpointer checkpointer, int pages = 100)
    {
        _writer.Run("BEGIN IMMEDIATE");
        using (var insert = _writer.Prepare("INSERT INTO document(content) VALUES(randomblob(?))").Bind(pages * 4096L))
        {
            insert.Run();
        }

        _writer.Run("COMMIT");
        _rows++;
        checkpointer.Committed();
    }

    private static long Rows(Connection connection)
    {
        using var count = connection.Prepare("SELECT COUNT(*) FROM document");
        return count.Step() ? count.Int64(0) : -1;
    }

    private Connection Open() => Connection.Open(_folder.Combine("log.db"), readOnly: false);

    private sealed class Warnings : ILogger
    {
        public ConcurrentQueue<string> Messages { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Messages.Enqueue(formatter(state, exception));
    }
}
