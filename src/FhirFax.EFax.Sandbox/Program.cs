using System.Runtime.InteropServices;
using FhirFax.EFax.Sandbox;

var configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build();
var options = new SandboxOptions
{
    StatePath = Path.GetFullPath(configuration["Sandbox:StatePath"] ?? "./sandbox-data"),
    Urls = configuration["urls"] ?? "http://127.0.0.1:8081",
    Strict = configuration.GetValue("Sandbox:Strict", false),
    TimeFactor = configuration.GetValue("Sandbox:TimeFactor", 1.0 / 60),
    ReplaceTokens = configuration.GetValue("Sandbox:ReplaceTokens", true),
    Apps = configuration.GetSection("Sandbox:Apps").Get<List<SandboxApp>>() ?? [],
    Mailboxes = configuration.GetSection("Sandbox:Mailboxes").Get<List<SandboxMailbox>>() ?? [],
};

using var ended = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);

await using var sandbox = await SandboxHost.StartAsync(options, ended.Token);
Console.WriteLine($"eFax sandbox: {sandbox.BaseUrl}  (nothing is transmitted)");
Console.WriteLine($"State: {options.StatePath}");
Console.WriteLine($"A fax comes in: curl --data-binary @document.pdf -H 'Content-Type: application/pdf' '{sandbox.BaseUrl}/_sandbox/inbound?from=%2B12025550177'");
await Task.Delay(Timeout.Infinite, ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

void End(PosixSignalContext context)
{
    context.Cancel = true;
    ended.Cancel();
}
