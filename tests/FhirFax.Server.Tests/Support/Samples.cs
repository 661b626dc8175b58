using System.Text;

namespace FhirFax.Server.Tests.Support;

/// <summary>Documents to fax.</summary>
public static class Samples
{
    /// <summary>A one-page PDF that differs each time, so that no two sends are the same fax.</summary>
    public static byte[] Pdf()
    {
        string[] objects =
        [
            "<</Type/Catalog/Pages 2 0 R>>",
            "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>",
        ];
        var pdf = new StringBuilder($"%PDF-1.4\n% {Guid.NewGuid()}\n");
        var xref = new StringBuilder("xref\n0 4\n0000000000 65535 f \n");
        for (var i = 0; i < objects.Length; i++)
        {
            xref.Append($"{pdf.Length:D10} 00000 n \n");
            pdf.Append($"{i + 1} 0 obj\n{objects[i]}\nendobj\n");
        }

        var start = pdf.Length;
        return Encoding.ASCII.GetBytes($"{pdf}{xref}trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n");
    }

    /// <summary>A file of <c>samples/documents</c>.</summary>
    public static byte[] Document(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, "samples", "documents", name);
            if (File.Exists(file))
            {
                return File.ReadAllBytes(file);
            }
        }

        throw new FileNotFoundException(name);
    }
}
