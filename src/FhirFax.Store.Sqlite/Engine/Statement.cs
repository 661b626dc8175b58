using System.Buffers;
using System.Text;
using SQLitePCL;

namespace FhirFax.Store.Sqlite.Engine;

/// <summary>A prepared statement. Parameters are bound in order of their <c>?</c>; <see cref="Dispose"/> resets it for its next use.</summary>
internal sealed class Statement(Connection connection, sqlite3_stmt handle, bool kept) : IDisposable
{
    private const int StackLimit = 512;
    private int _bound;

    public bool InUse { get; set; }

    public Statement Bind(long value)
    {
        connection.Check(raw.sqlite3_bind_int64(handle, ++_bound, value));
        return this;
    }

    public Statement Bind(double value)
    {
        connection.Check(raw.sqlite3_bind_double(handle, ++_bound, value));
        return this;
    }

    public Statement Bind(long? value) => value is { } number ? Bind(number) : BindNull();

    public Statement Bind(string? value)
    {
        if (value is null)
        {
            return BindNull();
        }

        if (value.Length == 0)
        {
            connection.Check(raw.sqlite3_bind_text(handle, ++_bound, ""));
            return this;
        }

        var size = Encoding.UTF8.GetMaxByteCount(value.Length);
        byte[]? rented = null;
        Span<byte> buffer = size <= StackLimit ? stackalloc byte[StackLimit] : rented = ArrayPool<byte>.Shared.Rent(size);
        var written = Encoding.UTF8.GetBytes(value, buffer);
        connection.Check(raw.sqlite3_bind_text(handle, ++_bound, buffer[..written]));
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

        connection.Check(raw.sqlite3_bind_blob(handle, ++_bound, blob));
        return this;
    }

    public Statement BindNull()
    {
        connection.Check(raw.sqlite3_bind_null(handle, ++_bound));
        return this;
    }

    /// <summary>True while there is a row.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(handle);
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

    public bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    public long Int64(int column) => raw.sqlite3_column_int64(handle, column);

    public int Int32(int column) => raw.sqlite3_column_int(handle, column);

    public double Double(int column) => raw.sqlite3_column_double(handle, column);

    public long? NullableInt64(int column) => IsNull(column) ? null : Int64(column);

    /// <summary>By length and not to the first NUL, which text from outside may hold.</summary>
    public string Text(int column) => Encoding.UTF8.GetString(raw.sqlite3_column_blob(handle, column));

    public string? NullableText(int column) => IsNull(column) ? null : Text(column);

    public byte[] Blob(int column) => raw.sqlite3_column_blob(handle, column).ToArray();

    /// <summary>The value with its SQLite type: long, double, string or null.</summary>
    public object? Value(int column) => raw.sqlite3_column_type(handle, column) switch
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
        _ = raw.sqlite3_reset(handle);
        _ = raw.sqlite3_clear_bindings(handle);
    }

    public void Close() => handle.Dispose();
}
