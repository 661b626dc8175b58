using System.Text.Json.Nodes;
using FhirFax.Acceptance.Running;

namespace FhirFax.Acceptance.Fire;

/// <summary>
/// What the people around a server do until no fax is open any more: they let the status be synchronized, cancel what never ends, and where the server says <c>unknown</c> and the carrier's
/// portal shows nothing, decide that it is sent again.
/// </summary>
internal sealed class Ending(string baseUrl, SandboxProcess carrier, IReadOnlyList<PlannedFax> planned, IReadOnlyList<DroppedFax> dropped, FireSettings settings)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Returns when all has ended, or at the end of patience: what is left open then is for the verdict to name.</summary>
    public async Task ReachAsync()
    {
        using var client = new FhirClient(baseUrl);
        using var patience = new CancellationTokenSource(settings.Patience);
        while (!patience.IsCancellationRequested)
        {
            var open = await OpenAsync(client);
            if (open.Count == 0 && await CountReceivedAsync(client) >= dropped.Count)
            {
                break;
            }

            await MoveOnAsync(client, open);
            await client.PostAsync("Communication/$receive-efax");
            await Task.Delay(Pause);
        }

        // What is stored is acknowledged in the same run, or by the next.
        await client.PostAsync("Communication/$receive-efax");
        await client.PostAsync("Communication/$receive-efax");
    }

    private async Task MoveOnAsync(FhirClient client, List<JsonObject> open)
    {
        var numbers = open.ToLookup(Number);
        await client.PostAsync("Communication/$sync-efax-status");
        foreach (var fax in planned.Where(static fax => fax.Ending == PlannedFax.PendingForEver))
        {
            foreach (var communication in numbers[fax.Number])
            {
                await client.PostAsync($"{Samples.Reference(communication)}/$cancel-efax");
            }
        }

        if (!settings.AbsenceIsProof)
        {
            await DecideAsync(client, [.. open.Where(static communication => (string?)communication["status"] == "unknown")]);
        }
    }

    private async Task DecideAsync(FhirClient client, List<JsonObject> unknown)
    {
        var taken = (await carrier.AcceptedAsync()).Select(static fax => fax.Number).ToHashSet(StringComparer.Ordinal);
        foreach (var communication in unknown.Where(communication => !taken.Contains(Number(communication)[1..])))
        {
            await client.PostAsync($"{Samples.Reference(communication)}/$resolve-efax", new JsonObject
            {
                ["resourceType"] = "Parameters",
                ["parameter"] = new JsonArray(
                    new JsonObject { ["name"] = "delivery", ["valueString"] = Part(communication, "delivery") },
                    new JsonObject { ["name"] = "decision", ["valueCode"] = "resend" }),
            });
        }
    }

    /// <summary>Communications with a Delivery whose end is not reached. One without was stored by a client that did not get the answer, stored another, and sent that.</summary>
    private async Task<List<JsonObject>> OpenAsync(FhirClient client)
    {
        var ends = planned.ToDictionary(static fax => fax.Number, static fax => fax.Status);
        var open = new List<JsonObject>();
        for (var page = "Communication?category=outbound&status=in-progress,unknown,preparation&_count=200"; page is not null;)
        {
            var bundle = (await client.GetAsync(page)).Json;
            open.AddRange((bundle["entry"]?.AsArray() ?? []).Select(static entry => entry!["resource"]!.AsObject())
                .Where(communication => Number(communication) is { Length: > 0 } number && ends[number] != (string?)communication["status"]));
            page = bundle["link"]!.AsArray().Where(static link => (string?)link!["relation"] == "next").Select(static link => (string?)link!["url"]).FirstOrDefault();
        }

        return open;
    }

    private static async Task<int> CountReceivedAsync(FhirClient client) =>
        (await client.GetAsync("Communication?category=inbound&_summary=count")).Json["total"]!.GetValue<int>();

    private static string Number(JsonObject communication) => Part(communication, "number") ?? "";

    private static string? Part(JsonObject communication, string name) =>
        (string?)(communication["recipient"]?[0]?["extension"]?.AsArray() ?? [])
            .SelectMany(static extension => extension!["extension"]!.AsArray())
            .FirstOrDefault(part => (string?)part!["url"] == name)?["valueString"];
}
