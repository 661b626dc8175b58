using System.Diagnostics;

namespace FhirFax.Fax.Tests.Documents;

/// <summary>A program that checks our output with other people's eyes. A test that needs one is skipped by name where it is not installed, unless <c>FHIRFAX_TEST_ALL=1</c>.</summary>
public static class ExternalTool
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(30);

    public static void Require(params string[] tools)
    {
        foreach (var tool in tools)
        {
            var isMissing = !IsInstalled(tool);
            if (Environment.GetEnvironmentVariable("FHIRFAX_TEST_ALL") == "1")
            {
                isMissing.ShouldBeFalse($"{tool} must be installed when FHIRFAX_TEST_ALL=1");
            }

            Skip.If(isMissing, $"{tool} is not installed");
        }
    }

    /// <summary>Runs the program to its end and gives its exit code and all that it printed.</summary>
    public static async Task<(int ExitCode, byte[] Output, string Error)> RunAsync(string tool, params string[] arguments)
    {
        var start = new ProcessStartInfo(tool, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        using var timeout = new CancellationTokenSource(TimeLimit);
        using var output = new MemoryStream();
        var error = process.StandardError.ReadToEndAsync(timeout.Token);
        await process.StandardOutput.BaseStream.CopyToAsync(output, timeout.Token);
        await process.WaitForExitAsync(timeout.Token);
        return (process.ExitCode, output.ToArray(), await error);
    }

    private static bool IsInstalled(string tool) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, tool)));
}
