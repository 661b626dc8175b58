using System.Diagnostics;

namespace FhirFax.Acceptance.Running;

/// <summary>A folder of <c>samples/</c>, run as its README says, against a server that the environment names.</summary>
public sealed class Sample(string name)
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(3);

    private string Folder => Checkout.Path("samples", name);

    /// <summary>Skips the test, by name, where the sample cannot run: no npm, or its packages are not installed. <c>FHIRFAX_TEST_ALL=1</c> makes that a failure.</summary>
    public Sample RequireNode()
    {
        Require("npm", IsInstalled("npm") && IsInstalled("node"));
        Require($"'npm ci' in samples/{name}", Directory.Exists(Path.Combine(Folder, "node_modules")));
        return this;
    }

    public Sample RequireTools(params string[] tools)
    {
        foreach (var tool in tools)
        {
            Require(tool, IsInstalled(tool));
        }

        return this;
    }

    /// <summary>Runs a command in the sample's folder, which must succeed; everything it printed, errors included.</summary>
    public async Task<string> RunAsync(ServerProcess server, string command, params string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["FHIRFAX_URL"] = server.BaseUrl;
        start.Environment["FHIRFAX_SANDBOX_URL"] = server.SandboxUrl;
        start.Environment["FHIRFAX_CLIENT_ID"] = "clinic";
        start.Environment["FHIRFAX_CLIENT_SECRET"] = "an-operator-chosen-secret-of-the-clinic";
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeLimit);
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var errors = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        var printed = await output + await errors;
        process.ExitCode.ShouldBe(0, $"{printed}\n--- the server ---\n{server.Output}");
        return printed;
    }

    private static void Require(string what, bool isThere)
    {
        if (Environment.GetEnvironmentVariable("FHIRFAX_TEST_ALL") == "1")
        {
            isThere.ShouldBeTrue($"FHIRFAX_TEST_ALL=1 needs {what}.");
        }

        Skip.IfNot(isThere, $"needs {what}");
    }

    private static bool IsInstalled(string tool) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, tool)));
}
