using System.Text;

namespace FhirFax.Fax.Documents.Images;

/// <summary>Writes a PDF 1.5 of one page that shows one image XObject (ISO 32000-1, 8.9.5).</summary>
internal sealed class ImagePdfWriter(CountingStream output, CancellationToken cancellationToken)
{
    private const int Objects = 6;
    private readonly long[] _offsets = new long[Objects + 1];

    /// <summary>Writes the whole file.</summary>
    /// <param name="placement">Where the image lies.</param>
    /// <param name="orientation">Exif orientation, 1 to 8.</param>
    /// <param name="imageDictionary">The image's entries, <c>Type</c>, <c>Subtype</c> and <c>Length</c> excepted.</param>
    /// <param name="writeData">Writes the image's data as the dictionary's filter wants it.</param>
    public async Task WriteAsync(PagePlacement placement, int orientation, string imageDictionary, Func<Stream, Task> writeData)
    {
        // The comment of high bytes tells transport programs that this is binary.
        await PutAsync("%PDF-1.5\n%\u00E2\u00E3\u00CF\u00D3\n");
        await PutObjectAsync(1, "<< /Type /Catalog /Pages 2 0 R >>");
        await PutObjectAsync(2, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
        await PutObjectAsync(3, FormattableString.Invariant(
            $"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {placement.PageWidth:0.##} {placement.PageHeight:0.##}] /Resources << /XObject << /Im0 5 0 R >> >> /Contents 4 0 R >>"));
        var content = $"q {placement.Matrix(orientation)} cm /Im0 Do Q";
        await PutObjectAsync(4, $"<< /Length {content.Length} >>\nstream\n{content}\nendstream");
        await PutImageAsync(imageDictionary, writeData);
        await PutEndAsync();
    }

    private async Task PutImageAsync(string dictionary, Func<Stream, Task> writeData)
    {
        await BeginAsync(5);
        await PutAsync($"<< /Type /XObject /Subtype /Image {dictionary} /Length 6 0 R >>\nstream\n");
        var start = output.Written;
        await writeData(output);
        var length = output.Written - start;
        await PutAsync("\nendstream\nendobj\n");
        await PutObjectAsync(6, FormattableString.Invariant($"{length}"));
    }

    private async Task PutEndAsync()
    {
        var start = output.Written;
        var end = new StringBuilder().Append("xref\n0 7\n0000000000 65535 f \n");
        for (var number = 1; number <= Objects; number++)
        {
            end.Append(System.Globalization.CultureInfo.InvariantCulture, $"{_offsets[number]:D10} 00000 n \n");
        }

        end.Append(System.Globalization.CultureInfo.InvariantCulture, $"trailer\n<< /Size 7 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n");
        await PutAsync(end.ToString());
    }

    private async Task PutObjectAsync(int number, string body)
    {
        await BeginAsync(number);
        await PutAsync($"{body}\nendobj\n");
    }

    private async Task BeginAsync(int number)
    {
        _offsets[number] = output.Written;
        await PutAsync($"{number} 0 obj\n");
    }

    private async Task PutAsync(string text) => await output.WriteAsync(Encoding.Latin1.GetBytes(text), cancellationToken);
}
