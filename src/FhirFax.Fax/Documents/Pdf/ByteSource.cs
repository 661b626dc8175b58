namespace FhirFax.Fax.Documents.Pdf;

/// <summary>Bytes by position.</summary>
internal abstract class ByteSource
{
    public abstract long Length { get; }

    /// <summary>The byte at <paramref name="position"/>, or -1 outside the source.</summary>
    public abstract int At(long position);

    /// <summary>As many bytes as there are from <paramref name="position"/>, at most the buffer's length.</summary>
    public abstract int Read(long position, Span<byte> buffer);

    /// <summary>Whether <paramref name="text"/> stands at <paramref name="position"/>.</summary>
    public bool Matches(long position, ReadOnlySpan<byte> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (At(position + i) != text[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The first position at or after <paramref name="from"/> where <paramref name="text"/> stands, or -1.</summary>
    public long IndexOf(ReadOnlySpan<byte> text, long from, DocumentBudget budget)
    {
        Span<byte> block = stackalloc byte[8192];
        while (from < Length)
        {
            var read = Read(from, block);
            var found = block[..read].IndexOf(text);
            if (found >= 0)
            {
                return from + found;
            }

            if (from + read >= Length || read < text.Length)
            {
                return -1;
            }

            budget.Charge(read / 16);
            from += read - text.Length + 1;
        }

        return -1;
    }
}

/// <summary>Bytes held in memory: an unpacked object stream.</summary>
internal sealed class MemoryBytes(ReadOnlyMemory<byte> bytes) : ByteSource
{
    public override long Length => bytes.Length;

    public override int At(long position) => (ulong)position < (ulong)bytes.Length ? bytes.Span[(int)position] : -1;

    public override int Read(long position, Span<byte> buffer)
    {
        if ((ulong)position >= (ulong)bytes.Length)
        {
            return 0;
        }

        var count = (int)Math.Min(buffer.Length, bytes.Length - position);
        bytes.Span.Slice((int)position, count).CopyTo(buffer);
        return count;
    }
}
