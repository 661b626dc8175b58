using FhirFax.Server.Tests.Support;

namespace FhirFax.Server.Tests.Faxes.Files;

public sealed class WordConversionTests
{
    [Fact]
    public async Task Documents_that_a_killed_server_was_converting_are_removed_at_the_start()
    {
        using var server = new TestServer(new Dictionary<string, string?> { ["Documents__OfficeConverter"] = "/bin/true" });
        var left = Path.Combine(server.DataPath, "office", "a-conversion");
        Directory.CreateDirectory(left);
        await File.WriteAllTextAsync(Path.Combine(left, "document.docx"), "a letter");

        await server.InitializeAsync();

        Directory.Exists(left).ShouldBeFalse();
        await server.DisposeAsync();
    }
}
