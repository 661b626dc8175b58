using FhirFax.Server;
using FhirFax.Server.Startup;

try
{
    await using var host = await FhirFaxHost.StartAsync(args);
    Console.Out.Write(host.Welcome);
    await host.WaitForShutdownAsync();
    return 0;
}
catch (Exception exception) when (StartFailure.Describe(exception) is { } sentence)
{
    Console.Error.WriteLine(sentence);
    return 1;
}
