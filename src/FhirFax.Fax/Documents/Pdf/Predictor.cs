namespace FhirFax.Fax.Documents.Pdf;

/// <summary>Undoes the row predictors of ISO 32000-1, 7.4.4.4.</summary>
internal static class Predictor
{
    private const int MaxRowBytes = 1 << 20;

    public static byte[] Undo(byte[] data, PdfDictionary? parameters)
    {
        var predictor = parameters?["Predictor"].Integer ?? 1;
        if (predictor <= 1)
        {
            return data;
        }

        var colors = Bounded(parameters!["Colors"].Integer ?? 1, 32);
        var bits = Bounded(parameters["BitsPerComponent"].Integer ?? 8, 16);
        var columns = Bounded(parameters["Columns"].Integer ?? 1, MaxRowBytes);
        var pixelBytes = Math.Max(1, colors * bits / 8);
        var rowBytes = (((long)colors * bits * columns) + 7) / 8;
        if (rowBytes > MaxRowBytes)
        {
            throw PdfSyntax.Damaged();
        }

        return predictor >= 10 ? UndoPng(data, (int)rowBytes, pixelBytes) : UndoTiff(data, (int)rowBytes, pixelBytes, bits);
    }

    private static int Bounded(long value, int most) => value >= 1 && value <= most ? (int)value : throw PdfSyntax.Damaged();

    private static byte[] UndoPng(byte[] data, int rowBytes, int pixelBytes)
    {
        var rows = (data.Length + rowBytes) / (rowBytes + 1);
        var output = new byte[data.Length - rows];
        ReadOnlySpan<byte> above = new byte[rowBytes];
        for (int from = 0, to = 0; from < data.Length; from += rowBytes + 1, to += rowBytes)
        {
            // The last row may be short.
            var row = output.AsSpan(to, Math.Min(rowBytes, data.Length - from - 1));
            data.AsSpan(from + 1, row.Length).CopyTo(row);
            if (!PngFilter.Undo(data[from], row, above, pixelBytes))
            {
                throw PdfSyntax.Damaged();
            }

            above = row;
        }

        return output;
    }

    private static byte[] UndoTiff(byte[] data, int rowBytes, int pixelBytes, int bits)
    {
        // Structure streams have whole bytes; other depths belong to pictures.
        if (bits != 8)
        {
            throw PdfSyntax.Damaged();
        }

        for (var row = 0; row < data.Length; row += rowBytes)
        {
            var end = Math.Min(row + rowBytes, data.Length);
            for (var i = row + pixelBytes; i < end; i++)
            {
                data[i] += data[i - pixelBytes];
            }
        }

        return data;
    }
}
