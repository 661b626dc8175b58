namespace FhirFax.Fax.Documents.Pdf;

/// <summary>Random access to a seekable stream through a small cache, so that a large PDF is never held whole.</summary>
internal sealed class FileBytes(Stream stream, long length) : ByteSource
{
    private const int BlockBits = 14;
    private const int BlockSize = 1 << BlockBits;
    private const int Blocks = 128;
    private readonly byte[]?[] _blocks = new byte[Blocks][];
    private readonly long[] _numbers = new long[Blocks];
    private readonly int[] _filled = new int[Blocks];

    public override long Length => length;

    public override int At(long position)
    {
        if ((ulong)position >= (ulong)length)
        {
            return -1;
        }

        var slot = Slot(position >> BlockBits);
        var offset = (int)(position & (BlockSize - 1));
        return offset < _filled[slot] ? _blocks[slot]![offset] : -1;
    }

    public override int Read(long position, Span<byte> buffer)
    {
        var total = 0;
        while (total < buffer.Length && (ulong)position < (ulong)length)
        {
            var slot = Slot(position >> BlockBits);
            var offset = (int)(position & (BlockSize - 1));
            var count = Math.Min(buffer.Length - total, _filled[slot] - offset);
            if (count <= 0)
            {
                break;
            }

            _blocks[slot].AsSpan(offset, count).CopyTo(buffer[total..]);
            total += count;
            position += count;
        }

        return total;
    }

    private int Slot(long block)
    {
        var slot = (int)(block % Blocks);
        if (_blocks[slot] is null || _numbers[slot] != block)
        {
            Fill(slot, block);
        }

        return slot;
    }

    private void Fill(int slot, long block)
    {
        var bytes = _blocks[slot] ??= new byte[BlockSize];
        var start = block << BlockBits;
        stream.Position = start;
        var wanted = (int)Math.Min(BlockSize, length - start);
        _filled[slot] = stream.ReadAtLeast(bytes.AsSpan(0, wanted), wanted, throwOnEndOfStream: false);
        _numbers[slot] = block;
    }
}
