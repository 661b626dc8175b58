using System.Buffers;
using System.Text;
using SQLitePCL;

namespace FhirFax.Store.Sqlite.Engine;

/// <summary>A prepared statement. Parameters are bound in order of their <c>?</c>; <see cref="Dispose"/> resets it for its next use.</summary>
internal sealed unsafe class Statement(Connection connection, sqlite3_stmt handle, bool kept) : IDisposable
{
    private const int StackLimit = 512;

    /// <summary>SQLITE_TRANSIENT: SQLite makes a copy of its own.</summary>
    private const nint Copied = -1;

    /// <summary>What <paramref name="handle"/> keeps alive.</summary>
    private readonly nint _statement = handle.DangerousGetHandle();

    private int _bound;

    public bool InUse { get; set; }

    public Statement Bind(long value)
    {
        connection.Check(SqliteApi.BindInt64(_statement, ++_bound, value));
        return this;
    }

    public Statement Bind(double value)
    {
        connection.Check(SqliteApi.BindDouble(_statement, ++_bound, value));
        return this;
    }

    public Statement Bind(long? value) => value is { } number ? Bind(number) : BindNull();

    public Statement Bind(string? value)
    {
        if (value is null)
        {
            return BindNull();
        }

        var size = Encoding.UTF8.GetMaxByteCount(value.Length);
        byte[]? rented = null;
        Span<byte> buffer = size <= StackLimit ? stackalloc byte[StackLimit] : rented = ArrayPool<byte>.Shared.Rent(size);
        var written = Encoding.UTF8.GetBytes(value, buffer);
        fixed (byte* text = buffer)
        {
            connection.Check(SqliteApi.BindText(_statement, ++_bound, text, written, Copied));
        }

        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return this;
    }

    /// <summary>Empty becomes NULL.</summary>
    public Statement Bind(ReadOnlySpan<byte> blob)
    {
        if (blob.IsEmpty)
        {
            return BindNull();
        }

        fixed (byte* content = blob)
        {
            connection.Check(SqliteApi.BindBlob(_statement, ++_bound, content, blob.Length, Copied));
        }

        return this;
    }

    public Statement BindNull()
    {
        connection.Check(SqliteApi.BindNull(_statement, ++_bound));
        return this;
    }

    /// <summary>True while there is a row, and <see cref="Connection.TryWithin"/> has not given up.</summary>
    public bool Step()
    {
        var code = SqliteApi.Step(_statement);
        if (code == raw.SQLITE_INTERRUPT && connection.GaveUp)
        {
            return false;
        }

        connection.Check(code);
        return code == raw.SQLITE_ROW;
    }

    /// <summary>Runs a change and returns the number of rows changed.</summary>
    public int Run()
    {
        while (Step())
        {
        }

        return connection.Changes;
    }

    public bool IsNull(int column) => SqliteApi.ColumnType(_statement, column) == raw.SQLITE_NULL;

    public long Int64(int column) => SqliteApi.ColumnInt64(_statement, column);

    public int Int32(int column) => (int)Int64(column);

    public double Double(int column) => SqliteApi.ColumnDouble(_statement, column);

    public long? NullableInt64(int column) => IsNull(column) ? null : Int64(column);

    /// <summary>By length and not to the first NUL, which text from outside may hold.</summary>
    public string Text(int column) => Encoding.UTF8.GetString(Bytes(column));

    public string? NullableText(int column) => IsNull(column) ? null : Text(column);

    public byte[] Blob(int column) => Bytes(column).ToArray();

    /// <summary>A text or blob where SQLite has it: until the next step.</summary>
    public ReadOnlySpan<byte> Bytes(int column)
    {
        var content = SqliteApi.ColumnBlob(_statement, column);
        return content is null ? default : new ReadOnlySpan<byte>(content, SqliteApi.ColumnBytes(_statement, column));
    }

    /// <summary>The value with its SQLite type: long, double, string or null.</summary>
    public object? Value(int column) => SqliteApi.ColumnType(_statement, column) switch
    {
        raw.SQLITE_INTEGER => Int64(column),
        raw.SQLITE_FLOAT => Double(column),
        raw.SQLITE_TEXT => Text(column),
        _ => null,
    };

    public void Dispose()
    {
        InUse = false;
        _bound = 0;
        if (!kept)
        {
            Close();
            return;
        }

        // The error of a failed step was reported already; reset would only repeat it.
        _ = SqliteApi.Reset(_statement);
        _ = SqliteApi.ClearBindings(_statement);
    }

    public void Close() => handle.Dispose();
}
