using System.Text.Json.Nodes;
using FhirFax.Fax.Carriers;
using FhirFax.Fax.Projects;
using FhirFax.Server.Fhir.Search;
using FhirFax.Store;
using FhirFax.Store.Queue;

namespace FhirFax.Server.Health;

/// <summary><c>GET /healthz</c>: the process lives. <c>GET /readyz</c>: it can do its work, and what stands in the way.</summary>
internal sealed class HealthEndpoints(
    StoreProbe probe, IFhirFaxStore store, ICarrier carrier, IProjectDirectory projects, Reindexing reindexing, TimeProvider time)
{
    public const string SandboxNote = "sandbox: nothing is transmitted";

    /// <summary>Work that has been due for longer is a queue that does not move.</summary>
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(5);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz", static http => http.Response.WriteAsJsonAsync(new JsonObject { ["status"] = "ok" }));
        routes.MapGet("/readyz", ShowAsync);
    }

    private async Task ShowAsync(HttpContext http)
    {
        var storeTrouble = await probe.TroubleAsync(http.RequestAborted);
        var queueTrouble = storeTrouble is null ? await QueueTroubleAsync(http.RequestAborted) : null;
        var carrierTrouble = CarrierTrouble();
        var status = storeTrouble is not null ? "unavailable" : (queueTrouble ?? carrierTrouble) is not null ? "degraded" : "ready";
        var answer = new JsonObject
        {
            ["status"] = status,
            ["store"] = storeTrouble ?? "ok",
            ["carrier"] = carrierTrouble ?? "ok",
            ["queue"] = queueTrouble ?? "ok",
            ["index"] = reindexing.Trouble ?? "ok",
        };
        if (carrier.IsSandbox)
        {
            answer["note"] = SandboxNote;
        }

        // Degraded still answers 200: faxes are taken and kept until the carrier is back, so traffic should go on coming.
        http.Response.StatusCode = storeTrouble is null ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        http.Response.Headers.CacheControl = "no-store";
        await http.Response.WriteAsJsonAsync(answer);
    }

    private async Task<string?> QueueTroubleAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var kind in Enum.GetValues<WorkKind>())
        {
            if (await store.NextDueAsync(kind, cancellationToken) is { } due && now - due > LongestDelay)
            {
                return "Work has been waiting for more than five minutes.";
            }
        }

        return null;
    }

    private string? CarrierTrouble()
    {
        foreach (var project in projects.All)
        {
            if (project.Secrets is { } secrets && carrier.Trouble(secrets.AppId) is { } trouble)
            {
                return trouble;
            }
        }

        return null;
    }
}
