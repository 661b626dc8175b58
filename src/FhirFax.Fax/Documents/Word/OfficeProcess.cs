using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace FhirFax.Fax.Documents.Word;

/// <summary>
/// Runs LibreOffice with nothing of ours but one folder: an environment of four variables, no input and no output, limits of memory, file size and processor time that all
/// its children inherit. On Linux it also gets namespaces of its own: one without network, and one of processes that ends as a whole with its first.
/// </summary>
internal sealed partial class OfficeProcess(OfficeConverterOptions options, ILogger logger)
{
    /// <summary>Of everything that it writes; more than any fax.</summary>
    private const long LargestFile = 300_000_000;

    private static readonly string[] Namespaces = ["unshare", "--map-root-user", "--net", "--pid", "--fork", "--kill-child", "--"];

    private static readonly TimeSpan ProbeLimit = TimeSpan.FromSeconds(10);

    private bool? _hasNamespaces;

    /// <summary>The exit code, which says little: LibreOffice ends with 0 also when it converted nothing.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled; every process of it is killed.</exception>
    public async Task<int> RunAsync(OfficeFolder folder, CancellationToken cancellationToken)
    {
        using var process = Start(Command(await HasNamespacesAsync(), Arguments(folder)), folder);
        return await EndAsync(process, cancellationToken);
    }

    private static async Task<int> EndAsync(Process process, CancellationToken cancellationToken)
    {
        try
        {
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync(CancellationToken.None);
            }
        }
    }

    private string[] Arguments(OfficeFolder folder) =>
    [
        options.Program,
        $"-env:UserInstallation={new Uri(folder.Profile).AbsoluteUri}",
        "--headless", "--invisible", "--norestore", "--nologo", "--nodefault", "--nolockcheck",
        "--infilter=MS Word 2007 XML",
        "--convert-to", "pdf:writer_pdf_Export",
        "--outdir", folder.Output,
        folder.Document,
    ];

    /// <summary>The shell only sets the limits; what it runs is given to it word by word.</summary>
    private IReadOnlyList<string> Command(bool hasNamespaces, IReadOnlyList<string> program)
    {
        if (OperatingSystem.IsWindows())
        {
            return program;
        }

        var kilobytes = (options.MemoryBytes / 1024).ToString(CultureInfo.InvariantCulture);
        var blocks = (LargestFile / 512).ToString(CultureInfo.InvariantCulture);
        var seconds = ((long)Math.Ceiling(options.TimeLimit.TotalSeconds) * 2).ToString(CultureInfo.InvariantCulture);
        const string limits = "ulimit -c 0; ulimit -v \"$1\" && ulimit -f \"$2\" && ulimit -t \"$3\" && shift 3 && exec \"$@\" </dev/null >/dev/null 2>&1";
        // timeout(1) ends what a server that was itself killed can no longer end.
        IReadOnlyList<string> enclosure = hasNamespaces ? ["timeout", "-s", "KILL", seconds, .. Namespaces] : [];
        return ["/bin/sh", "-c", limits, "sh", kilobytes, blocks, seconds, .. enclosure, .. program];
    }

    private static Process Start(IReadOnlyList<string> command, OfficeFolder? folder)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { UseShellExecute = false };
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/local/bin:/usr/bin:/bin";
        start.Environment["LANG"] = "C.UTF-8";
        if (folder is not null)
        {
            start.WorkingDirectory = folder.Temporary;
            start.Environment["HOME"] = folder.Temporary;
            start.Environment["TMPDIR"] = folder.Temporary;
        }

        return Process.Start(start)!;
    }

    /// <summary>Tried once: whether this system lets this account make them.</summary>
    private async Task<bool> HasNamespacesAsync()
    {
        if (_hasNamespaces is { } known)
        {
            return known;
        }

        _hasNamespaces = OperatingSystem.IsLinux() && await ProbeAsync();
        if (_hasNamespaces == false)
        {
            LogNoNamespaces(logger);
        }

        return _hasNamespaces.Value;
    }

    private async Task<bool> ProbeAsync()
    {
        using var limit = new CancellationTokenSource(ProbeLimit);
        try
        {
            using var process = Start(Command(hasNamespaces: true, ["true"]), null);
            return await EndAsync(process, limit.Token) == 0;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "This system does not let the office converter run without network (unshare failed); it runs with the network that the server has")]
    private static partial void LogNoNamespaces(ILogger logger);
}
