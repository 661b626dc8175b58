namespace FhirFax.Fax.Documents.Images;

/// <summary>One of the reduced images that an interlaced PNG consists of (W3C PNG 8.2): every <see cref="StepX"/>th pixel of every <see cref="StepY"/>th row.</summary>
internal readonly record struct PngPass(int Width, int Height, int FirstX, int FirstY, int StepX, int StepY)
{
    /// <summary>The passes that have pixels, in their order; one over everything when the image is not interlaced.</summary>
    public static PngPass[] Of(PngImage image) => image.IsInterlaced
        ? [.. Interlaced(image.Width, image.Height)]
        : [new PngPass(image.Width, image.Height, 0, 0, 1, 1)];

    private static List<PngPass> Interlaced(int width, int height)
    {
        ReadOnlySpan<(int X, int Y, int StepX, int StepY)> grid =
            [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];
        var passes = new List<PngPass>(grid.Length);
        foreach (var (x, y, stepX, stepY) in grid)
        {
            var pass = new PngPass((width - x + stepX - 1) / stepX, (height - y + stepY - 1) / stepY, x, y, stepX, stepY);
            if (pass.Width > 0 && pass.Height > 0)
            {
                passes.Add(pass);
            }
        }

        return passes;
    }
}
