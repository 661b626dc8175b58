using FhirFax.Fax.Documents;
using FhirFax.Fax.Documents.Word;
using FhirFax.Fax.Tests.Sending;
using FhirFax.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace FhirFax.Fax.Tests.Documents.Word;

public sealed class OfficeConverterTests
{
    private static readonly string Letter = DocumentFixtures.PathOf("lo-letter.pdf");

    [Fact]
    public async Task What_the_program_makes_is_the_result()
    {
        using var office = new FakeOffice($"[ \"$(cat \"$document\")\" = 'the document' ] && cp '{Letter}' \"$pdf\"");
        var (conversion, pdf) = await office.ConvertAsync();
        conversion.ShouldBeOfType<OfficeConversion.Converted>().Pages.ShouldBeGreaterThan(0);
        pdf.ShouldBe(await File.ReadAllBytesAsync(Letter));
        Directory.EnumerateFileSystemEntries(office.WorkFolder).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("exit 0")]
    [InlineData("exit 77")]
    [InlineData("kill -9 $$")]
    [InlineData("echo garbage > \"$pdf\"")]
    [InlineData(": > \"$pdf\"")]
    [InlineData("mkdir \"$pdf\"")]
    public async Task No_PDF_is_a_refusal_that_says_what_to_do(string script)
    {
        using var office = new FakeOffice(script);
        var (conversion, pdf) = await office.ConvertAsync();
        conversion.ShouldBeOfType<OfficeConversion.Refused>().Text.ShouldBe("The Word document could not be converted to PDF; save it as PDF and send that.");
        pdf.ShouldBeEmpty();
        Directory.EnumerateFileSystemEntries(office.WorkFolder).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("cut-half.pdf")]
    [InlineData("lo-user-password.pdf")]
    [InlineData("rgb-8.png")]
    public async Task A_PDF_that_cannot_be_faxed_is_none(string fixture)
    {
        using var office = new FakeOffice($"cp '{DocumentFixtures.PathOf(fixture)}' \"$pdf\"");
        (await office.ConvertAsync()).Conversion.ShouldBeOfType<OfficeConversion.Refused>();
    }

    [Fact]
    public async Task A_link_to_another_file_is_not_followed()
    {
        using var office = new FakeOffice($"ln -s '{Letter}' \"$pdf\"");
        (await office.ConvertAsync()).Conversion.ShouldBeOfType<OfficeConversion.Refused>();
    }

    [Fact]
    public async Task After_a_minute_every_process_of_it_is_killed()
    {
        var clock = new ManualTimeProvider(DateTimeOffset.UnixEpoch);
        using var pipe = new Pipe();
        using var office = new FakeOffice($"(sleep 1000 > '{pipe.Path}') & wait", clock);
        var conversion = office.ConvertAsync();

        // Opens when the script's child has opened its end, and ends when that is dead.
        await using var end = await pipe.OpenAsync();
        clock.Advance(TimeSpan.FromSeconds(59));
        conversion.IsCompleted.ShouldBeFalse();
        clock.Advance(TimeSpan.FromSeconds(1));
        (await conversion).Conversion.ShouldBeOfType<OfficeConversion.Refused>().Text.ShouldContain("60 seconds");
        (await end.ReadAsync(new byte[1])).ShouldBe(0);
        Directory.EnumerateFileSystemEntries(office.WorkFolder).ShouldBeEmpty();
    }

    [Fact]
    public async Task Cancellation_kills_it()
    {
        using var pipe = new Pipe();
        using var office = new FakeOffice($"sleep 1000 > '{pipe.Path}'");
        using var cancellation = new CancellationTokenSource();
        var conversion = office.ConvertAsync(cancellation.Token);
        await using var end = await pipe.OpenAsync();
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(conversion);
        (await end.ReadAsync(new byte[1])).ShouldBe(0);
    }

    [Fact]
    public async Task Who_waits_for_his_turn_too_long_is_told_so()
    {
        var clock = new ManualTimeProvider(DateTimeOffset.UnixEpoch);
        using var pipe = new Pipe();
        using var office = new FakeOffice($"sleep 1000 > '{pipe.Path}'", clock);
        var first = office.ConvertAsync();
        await using var end = await pipe.OpenAsync();

        // Both limits end at the same moment, when the first has not yet been killed.
        var second = office.ConvertAsync();
        clock.Advance(TimeSpan.FromSeconds(60));
        (await first).Conversion.ShouldBeOfType<OfficeConversion.Refused>().Text.ShouldContain("took longer");
        (await second).Conversion.ShouldBeOfType<OfficeConversion.Refused>().Text.ShouldContain("again in a minute");
    }

    [Theory]
    [InlineData(60_000_000, false)]
    [InlineData(2_000_000_000, true)]
    public async Task Memory_is_limited(long memoryBytes, bool isEnough)
    {
        // tail keeps all of it.
        using var office = new FakeOffice($"head -c 200000000 /dev/zero | tail -c 200000000 >/dev/null && cp '{Letter}' \"$pdf\"", memoryBytes: memoryBytes);
        ((await office.ConvertAsync()).Conversion is OfficeConversion.Converted).ShouldBe(isEnough);
    }

    [Fact]
    public async Task One_runs_at_a_time()
    {
        using var office = new FakeOffice("");
        using var busy = new FakeOffice($"mkdir '{office.FilePath("busy")}' && cp '{Letter}' \"$pdf\" && rmdir '{office.FilePath("busy")}'");
        var results = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => busy.ConvertAsync()));
        results.ShouldAllBe(r => r.Conversion is OfficeConversion.Converted);
    }

    [Fact]
    public async Task It_sees_nothing_of_the_servers_environment()
    {
        using var output = new TemporaryFolder();
        using var office = new FakeOffice($"env > '{output.Path}/env'");
        await office.ConvertAsync();
        var names = (await File.ReadAllLinesAsync(Path.Combine(output.Path, "env"))).Select(line => line.Split('=')[0]).ToArray();
        names.ShouldBeSubsetOf(["PATH", "LANG", "HOME", "TMPDIR", "PWD", "OLDPWD", "SHLVL", "_"]);
    }

    [SkippableFact]
    public async Task It_has_no_network()
    {
        Skip.IfNot(await MayUnshareAsync(), "this system lets nobody make a network namespace");
        using var output = new TemporaryFolder();
        using var office = new FakeOffice($"cat /proc/self/net/dev > '{output.Path}/net'");
        await office.ConvertAsync();
        var interfaces = (await File.ReadAllLinesAsync(Path.Combine(output.Path, "net"))).Skip(2).Select(line => line.Split(':')[0].Trim());
        interfaces.ShouldBe(["lo"]);
    }

    [Fact]
    public async Task A_program_that_cannot_be_run_is_a_refusal()
    {
        using var office = new FakeOffice("");
        File.Delete(office.FilePath("soffice"));
        (await office.ConvertAsync()).Conversion.ShouldBeOfType<OfficeConversion.Refused>();
    }

    [Fact]
    public void What_a_killed_server_left_is_removed_at_the_start()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.Combine("work", "old"));
        File.WriteAllText(folder.Combine("work", "old", "document.docx"), "a letter");
        using var converter = new OfficeConverter(
            new OfficeConverterOptions { Program = "soffice", WorkFolder = folder.Combine("work") }, TimeProvider.System, NullLogger<OfficeConverter>.Instance);
        Directory.Exists(folder.Combine("work")).ShouldBeFalse();
    }

    [SkippableFact]
    public async Task LibreOffice_converts_a_letter()
    {
        ExternalTool.Require("soffice");
        using var folder = new TemporaryFolder();
        using var converter = new OfficeConverter(
            new OfficeConverterOptions { Program = "/usr/bin/soffice", WorkFolder = Path.Combine(folder.Path, "work") },
            TimeProvider.System,
            NullLogger<OfficeConverter>.Instance);
        using var pdf = new MemoryStream();
        await using var letter = new MemoryStream(SendingFixture.Sample("referral.docx"));

        // How many pages depends on the fonts that are installed; the letter asks for at least two.
        var pages = (await converter.ConvertAsync(letter, pdf, CancellationToken.None)).ShouldBeOfType<OfficeConversion.Converted>().Pages;
        pages.ShouldBeGreaterThan(1);
        (await DocumentInspector.InspectAsync(pdf, pdf.Length, CancellationToken.None)).ShouldBe(new DocumentInspection.Usable(DocumentType.Pdf, pages));
    }

    private static async Task<bool> MayUnshareAsync()
    {
        try
        {
            return (await ExternalTool.RunAsync("unshare", "--map-root-user", "--net", "--pid", "--fork", "true")).ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    /// <summary>A named pipe: its reader sees the end when the last process that writes is gone.</summary>
    private sealed class Pipe : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public Pipe()
        {
            Path = System.IO.Path.Combine(_folder.Path, "pipe");
            ExternalTool.RunAsync("mkfifo", Path).GetAwaiter().GetResult().ExitCode.ShouldBe(0);
        }

        public string Path { get; }

        public Task<FileStream> OpenAsync() => Task.Run(() => new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 0));

        public void Dispose() => _folder.Dispose();
    }
}
