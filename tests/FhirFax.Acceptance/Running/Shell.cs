using System.Diagnostics;

namespace FhirFax.Acceptance.Running;

/// <summary>A terminal into which a script is pasted.</summary>
public static class Shell
{
    /// <summary>Everything the script printed, errors included.</summary>
    public static async Task<string> PasteAsync(string script, string folder)
    {
        var start = new ProcessStartInfo("bash")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        using var bash = Process.Start(start)!;
        var output = bash.StandardOutput.ReadToEndAsync();
        var errors = bash.StandardError.ReadToEndAsync();
        await bash.StandardInput.WriteAsync(script + "\n");
        bash.StandardInput.Close();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await bash.WaitForExitAsync(limit.Token);
        return await output + await errors;
    }
}
