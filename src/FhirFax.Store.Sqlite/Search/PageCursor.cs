using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace FhirFax.Store.Sqlite.Search;

/// <summary>
/// Where a page ended: the sort values and the number of its last entry. What is written later cannot shift it. It names the query it belongs to, so that it is not taken
/// for a place in another one.
/// </summary>
/// <param name="Keys">A long, double, string or null for each sort key.</param>
/// <param name="Start">The last move in the order (see <see cref="Resources.MovedTable"/>) when the walk began.</param>
internal sealed record PageCursor(IReadOnlyList<object?> Keys, long Seq, long Start = 0)
{
    private const byte Format = 2;
    private const int ShapeLength = 8;
    private const int LongestCursor = 16 * 1024;

    private enum Kind : byte
    {
        Null,
        Integer,
        Real,
        Text,
    }

    /// <param name="shape">Says which query it is for.</param>
    public string Write(string shape)
    {
        using var buffer = new MemoryStream();
        using var writer = new BinaryWriter(buffer, Encoding.UTF8);
        writer.Write(Format);
        writer.Write(Digest(shape));
        writer.Write(Seq);
        writer.Write(Start);
        foreach (var key in Keys)
        {
            WriteKey(writer, key);
        }

        writer.Flush();
        return Base64Url.EncodeToString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }

    /// <summary>False for anything that <see cref="Write"/> did not make for this query.</summary>
    public static bool TryRead(string text, string shape, int keys, [NotNullWhen(true)] out PageCursor? cursor)
    {
        cursor = null;
        if (text.Length is 0 or > LongestCursor || !Base64Url.IsValid(text))
        {
            return false;
        }

        var bytes = Base64Url.DecodeFromChars(text);
        using var reader = new BinaryReader(new MemoryStream(bytes, writable: false), Encoding.UTF8);
        try
        {
            if (reader.ReadByte() != Format || !reader.ReadBytes(ShapeLength).AsSpan().SequenceEqual(Digest(shape)))
            {
                return false;
            }

            var seq = reader.ReadInt64();
            var start = reader.ReadInt64();
            var values = new object?[keys];
            for (var i = 0; i < keys; i++)
            {
                values[i] = ReadKey(reader);
            }

            cursor = new PageCursor(values, seq, start);
            return reader.BaseStream.Position == bytes.Length;
        }
        catch (Exception exception) when (exception is IOException or FormatException or ArgumentException)
        {
            return false;
        }
    }

    private static byte[] Digest(string shape) => SHA256.HashData(Encoding.UTF8.GetBytes(shape))[..ShapeLength];

    private static void WriteKey(BinaryWriter writer, object? key)
    {
        switch (key)
        {
            case null:
                writer.Write((byte)Kind.Null);
                break;
            case long number:
                writer.Write((byte)Kind.Integer);
                writer.Write(number);
                break;
            case double number:
                writer.Write((byte)Kind.Real);
                writer.Write(number);
                break;
            case string text:
                writer.Write((byte)Kind.Text);
                writer.Write(text);
                break;
            default:
                throw new ArgumentException($"No sort value is a {key.GetType().Name}.", nameof(key));
        }
    }

    private static object? ReadKey(BinaryReader reader) => (Kind)reader.ReadByte() switch
    {
        Kind.Null => null,
        Kind.Integer => reader.ReadInt64(),
        Kind.Real => reader.ReadDouble(),
        Kind.Text => reader.ReadString(),
        _ => throw new FormatException("Not a sort value."),
    };
}
