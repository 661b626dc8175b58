namespace FhirFax.Fax.Documents.Images;

/// <summary>Pixels per inch, as an image states them.</summary>
internal readonly record struct ImageDensity(double X, double Y)
{
    private const double Least = 30;
    private const double Most = 2400;
    private const double InchesPerMetre = 0.0254;

    /// <summary>A density that a scanner or screen could have; null for anything else, which says nothing about the picture's size.</summary>
    public static ImageDensity? PerInch(double x, double y) =>
        x is >= Least and <= Most && y is >= Least and <= Most ? new ImageDensity(x, y) : null;

    /// <inheritdoc cref="PerInch"/>
    public static ImageDensity? PerCentimetre(double x, double y) => PerInch(x * 2.54, y * 2.54);

    /// <inheritdoc cref="PerInch"/>
    public static ImageDensity? PerMetre(double x, double y) => PerInch(x * InchesPerMetre, y * InchesPerMetre);
}
