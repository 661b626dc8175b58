namespace FhirFax.Fax.Documents.Images;

/// <summary>The image data as one stream: the contents of the consecutive IDAT chunks from the current one on. Afterwards the chunk behind them is current.</summary>
internal sealed class PngData(PngChunks chunks) : ReadOnlyStream
{
    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        while (chunks.Type == "IDAT")
        {
            var some = chunks.ReadSome(buffer.Length);
            if (!some.IsEmpty)
            {
                some.CopyTo(buffer);
                return some.Length;
            }

            chunks.EndChunk();
            chunks.Next();
        }

        return 0;
    }
}
