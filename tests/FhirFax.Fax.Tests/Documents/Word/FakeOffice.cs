using FhirFax.Fax.Documents.Word;
using FhirFax.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace FhirFax.Fax.Tests.Documents.Word;

/// <summary>A converter whose program is a shell script: it is called as LibreOffice is, and does what the test wants.</summary>
internal sealed class FakeOffice : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <param name="script">Knows <c>$document</c>, and <c>$pdf</c>, where the result is expected.</param>
    public FakeOffice(string script, TimeProvider? time = null, long memoryBytes = 1_000_000_000)
    {
        var program = FilePath("soffice");
        File.WriteAllText(program, $$"""
            #!/bin/sh
            while [ "$1" != --outdir ]; do shift; done
            pdf="$2/document.pdf"; document="$3"
            {{script}}
            """);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        Converter = new OfficeConverter(
            new OfficeConverterOptions { Program = program, WorkFolder = WorkFolder, MemoryBytes = memoryBytes },
            time ?? TimeProvider.System,
            NullLogger<OfficeConverter>.Instance);
    }

    public OfficeConverter Converter { get; }

    public string WorkFolder => FilePath("work");

    public string FilePath(string name) => Path.Combine(_folder.Path, name);

    public async Task<(OfficeConversion Conversion, byte[] Pdf)> ConvertAsync(CancellationToken cancellationToken = default)
    {
        using var pdf = new MemoryStream();
        var conversion = await Converter.ConvertAsync(new MemoryStream("the document"u8.ToArray()), pdf, cancellationToken);
        return (conversion, pdf.ToArray());
    }

    public void Dispose()
    {
        Converter.Dispose();
        _folder.Dispose();
    }
}
