namespace FhirFax.Fax.Documents.Images;

/// <summary>Bounds of a picture's dimensions.</summary>
internal static class ImageSize
{
    /// <summary>The most that JPEG itself allows; a row of it stays well under a MB.</summary>
    private const long MaxSide = 65_535;

    public static void Check(long width, long height, DocumentLimits limits)
    {
        if (width <= 0 || height <= 0)
        {
            throw new DocumentException(DocumentRefusal.Damaged, "The image has no width or no height; save it again and send the new file.");
        }

        if (width > MaxSide || height > MaxSide || width * height > limits.Pixels)
        {
            throw new DocumentException(
                DocumentRefusal.TooLarge, $"The image has more than {limits.Pixels / 1_000_000} million pixels or is too wide or too high; send a smaller one.");
        }
    }
}
