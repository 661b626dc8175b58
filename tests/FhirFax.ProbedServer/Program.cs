using System.Globalization;
using FhirFax.ProbedServer;
using FhirFax.ProbedServer.Probes;
using FhirFax.Server;

// The real server, which ends by SIGKILL at a step: STEP OCCURRENCE JOURNAL [SABOTAGE]. STEP "-" is none. Settings come from the environment as always.
var probe = new Probe(
    Enum.TryParse<Step>(args[0], out var step) ? step : null, int.Parse(args[1], CultureInfo.InvariantCulture), args[2]);
var sabotage = args.Length > 3 ? Enum.Parse<SabotageKind>(args[3]) : SabotageKind.None;
using var bodies = probe.IsFatal(Step.BodySent) ? new SentBodies(probe) : null;
await using var host = await FhirFaxHost.StartAsync([], null, null, new Composition(probe, sabotage).Apply, CancellationToken.None);
Console.Out.Write(host.Welcome);
await host.WaitForShutdownAsync();
