namespace FhirFax.Fax.Documents.Images;

/// <summary>Where a picture lies on its page, in points of 1/72 inch.</summary>
/// <param name="PageWidth">Width of the page.</param>
/// <param name="PageHeight">Height of the page.</param>
/// <param name="X">Left edge of the picture.</param>
/// <param name="Y">Lower edge of the picture.</param>
/// <param name="Width">Width of the picture as shown.</param>
/// <param name="Height">Height of the picture as shown.</param>
internal readonly record struct PagePlacement(double PageWidth, double PageHeight, double X, double Y, double Width, double Height)
{
    private const double Margin = 36;
    private static readonly (double Short, double Long) Letter = (612, 792);
    private static readonly (double Short, double Long) A4 = (595.28, 841.89);

    // A scan of a sheet is some pixels more or less than the sheet.
    private const double Slack = 6;

    /// <summary>
    /// A picture that states its density keeps its size, and is made smaller when the page is smaller; one that states none fills the page up to the margins.
    /// The page is US Letter, or A4 when the picture is a sheet of that, upright or across as the picture is.
    /// </summary>
    /// <param name="width">Pixels across, as shown.</param>
    /// <param name="height">Pixels down, as shown.</param>
    /// <param name="density">Pixels per inch, as shown; null when not stated.</param>
    public static PagePlacement For(int width, int height, ImageDensity? density)
    {
        double natural = width, upright = height;
        if (density is { } perInch)
        {
            (natural, upright) = (width * 72 / perInch.X, height * 72 / perInch.Y);
        }

        var isWide = natural > upright;
        var (shortSide, longSide) = density is not null && IsA4(Math.Min(natural, upright), Math.Max(natural, upright)) ? A4 : Letter;
        var (pageWidth, pageHeight) = isWide ? (longSide, shortSide) : (shortSide, longSide);
        var scale = density is null
            ? Math.Min((pageWidth - (2 * Margin)) / natural, (pageHeight - (2 * Margin)) / upright)
            : Math.Min(1, Math.Min(pageWidth / natural, pageHeight / upright));
        natural *= scale;
        upright *= scale;
        return new PagePlacement(pageWidth, pageHeight, (pageWidth - natural) / 2, (pageHeight - upright) / 2, natural, upright);
    }

    /// <summary>The transformation matrix that shows the picture here, turned as its Exif orientation says.</summary>
    public string Matrix(int orientation) => orientation switch
    {
        2 => Numbers(-Width, 0, 0, Height, X + Width, Y),
        3 => Numbers(-Width, 0, 0, -Height, X + Width, Y + Height),
        4 => Numbers(Width, 0, 0, -Height, X, Y + Height),
        5 => Numbers(0, -Height, -Width, 0, X + Width, Y + Height),
        6 => Numbers(0, -Height, Width, 0, X, Y + Height),
        7 => Numbers(0, Height, Width, 0, X, Y),
        8 => Numbers(0, Height, -Width, 0, X + Width, Y),
        _ => Numbers(Width, 0, 0, Height, X, Y),
    };

    private static bool IsA4(double shortSide, double longSide) =>
        Math.Abs(shortSide - A4.Short) <= Slack && Math.Abs(longSide - A4.Long) <= Slack;

    private static string Numbers(double a, double b, double c, double d, double e, double f) =>
        FormattableString.Invariant($"{a:0.####} {b:0.####} {c:0.####} {d:0.####} {e:0.####} {f:0.####}");
}
