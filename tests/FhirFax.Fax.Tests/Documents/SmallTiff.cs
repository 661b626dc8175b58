using System.Buffers.Binary;

namespace FhirFax.Fax.Tests.Documents;

/// <summary>Little TIFF files of black and white pages, in either byte order, classic or big.</summary>
internal static class SmallTiff
{
    /// <param name="compression">TIFF's number, such as 4 for MMR.</param>
    /// <param name="strips">Strips of each page.</param>
    /// <param name="thumbnails">Whether a reduced image follows each page.</param>
    public static byte[] With(int pages, ushort compression = 4, int strips = 1, bool isLittleEndian = true, bool isBig = false, bool thumbnails = false)
    {
        var file = new Writer(isLittleEndian, isBig);
        var directories = thumbnails ? pages * 2 : pages;
        for (var i = 0; i < directories; i++)
        {
            file.AddPage(compression, strips, isThumbnail: thumbnails && i % 2 == 1);
        }

        return file.ToArray();
    }

    private sealed class Writer(bool isLittleEndian, bool isBig)
    {
        private readonly MemoryStream _file = new();
        private long _link;

        private int Wide => isBig ? 8 : 4;

        public byte[] ToArray() => _file.ToArray();

        public void AddPage(ushort compression, int strips, bool isThumbnail)
        {
            if (_file.Length == 0)
            {
                Header();
            }

            var offsets = new ulong[strips];
            for (var i = 0; i < strips; i++)
            {
                offsets[i] = (ulong)_file.Length;
                _file.Write([0x26, 0xA0, 0xBF, 0xFF]);
            }

            var counts = Enumerable.Repeat(4UL, strips).ToArray();
            var (offsetsAt, countsAt) = (Array(offsets), Array(counts));
            Link((ulong)_file.Length);
            (ushort Tag, ushort Type, ulong Count, ulong Value)[] entries =
            [
                (254, 4, 1, isThumbnail ? 1UL : 2UL), (256, 3, 1, 1728), (257, 4, 1, 2200), (259, 3, 1, compression),
                (273, Long, (ulong)strips, strips == 1 ? offsets[0] : offsetsAt), (279, Long, (ulong)strips, strips == 1 ? counts[0] : countsAt),
            ];
            Number((ulong)entries.Length, isBig ? 8 : 2);
            foreach (var (tag, type, count, value) in entries)
            {
                Number(tag, 2);
                Number(type, 2);
                Number(count, Wide);
                // A value that is shorter than its place stands at its beginning.
                var size = type == 3 ? 2 : type == 4 ? 4 : 8;
                Number(value, count == 1 ? size : Wide);
                _file.Write(new byte[Wide - (count == 1 ? size : Wide)]);
            }

            _link = _file.Length;
            Number(0, Wide);
        }

        private ushort Long => (ushort)(isBig ? 16 : 4);

        private void Header()
        {
            _file.Write(isLittleEndian ? "II"u8 : "MM"u8);
            Number(isBig ? 43UL : 42UL, 2);
            if (isBig)
            {
                Number(8, 2);
                Number(0, 2);
            }

            _link = _file.Length;
            Number(0, Wide);
        }

        private ulong Array(ulong[] values)
        {
            var at = (ulong)_file.Length;
            foreach (var value in values)
            {
                Number(value, Wide);
            }

            return at;
        }

        private void Link(ulong offset)
        {
            _file.Position = _link;
            Number(offset, Wide);
            _file.Position = _file.Length;
        }

        private void Number(ulong value, int size)
        {
            Span<byte> bytes = stackalloc byte[8];
            if (isLittleEndian)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
                _file.Write(bytes[..size]);
            }
            else
            {
                BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
                _file.Write(bytes[(8 - size)..]);
            }
        }
    }
}
