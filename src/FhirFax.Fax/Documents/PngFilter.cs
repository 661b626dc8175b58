namespace FhirFax.Fax.Documents;

/// <summary>The row filters of PNG (W3C PNG 9.2), which PDF's predictors share.</summary>
internal static class PngFilter
{
    /// <summary>Undoes <paramref name="filter"/> in place.</summary>
    /// <param name="filter">The filter type byte of the row.</param>
    /// <param name="row">The filtered row.</param>
    /// <param name="above">The row before, unfiltered; zeros before the first. At least as long as <paramref name="row"/>.</param>
    /// <param name="pixelBytes">Bytes of a whole pixel, at least 1.</param>
    /// <returns>False when there is no such filter.</returns>
    public static bool Undo(byte filter, Span<byte> row, ReadOnlySpan<byte> above, int pixelBytes)
    {
        switch (filter)
        {
            case 0:
                return true;
            case 1:
                UndoSub(row, pixelBytes);
                return true;
            case 2:
                UndoUp(row, above);
                return true;
            case 3:
                UndoAverage(row, above, pixelBytes);
                return true;
            case 4:
                UndoPaeth(row, above, pixelBytes);
                return true;
            default:
                return false;
        }
    }

    private static void UndoSub(Span<byte> row, int pixelBytes)
    {
        for (var i = pixelBytes; i < row.Length; i++)
        {
            row[i] += row[i - pixelBytes];
        }
    }

    private static void UndoUp(Span<byte> row, ReadOnlySpan<byte> above)
    {
        for (var i = 0; i < row.Length; i++)
        {
            row[i] += above[i];
        }
    }

    private static void UndoAverage(Span<byte> row, ReadOnlySpan<byte> above, int pixelBytes)
    {
        for (var i = 0; i < row.Length; i++)
        {
            var left = i < pixelBytes ? 0 : row[i - pixelBytes];
            row[i] += (byte)((left + above[i]) / 2);
        }
    }

    private static void UndoPaeth(Span<byte> row, ReadOnlySpan<byte> above, int pixelBytes)
    {
        for (var i = 0; i < row.Length; i++)
        {
            var left = i < pixelBytes ? 0 : row[i - pixelBytes];
            var aboveLeft = i < pixelBytes ? 0 : above[i - pixelBytes];
            row[i] += (byte)Nearest(left, above[i], aboveLeft);
        }
    }

    private static int Nearest(int left, int above, int aboveLeft)
    {
        var estimate = left + above - aboveLeft;
        var toLeft = Math.Abs(estimate - left);
        var toAbove = Math.Abs(estimate - above);
        var toAboveLeft = Math.Abs(estimate - aboveLeft);
        if (toLeft <= toAbove && toLeft <= toAboveLeft)
        {
            return left;
        }

        return toAbove <= toAboveLeft ? above : aboveLeft;
    }
}
