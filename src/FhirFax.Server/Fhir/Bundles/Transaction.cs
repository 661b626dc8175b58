using FhirFax.Fhir.Outcomes;
using FhirFax.Server.Configuration;
using FhirFax.Server.Fhir.Binary;
using FhirFax.Server.Fhir.Interactions;
using FhirFax.Server.Fhir.Results;
using FhirFax.Server.Fhir.Search;
using FhirFax.Store;

namespace FhirFax.Server.Fhir.Bundles;

/// <summary>Runs all entries or none, in one transaction of the store (R4 http.html#transaction).</summary>
internal sealed class Transaction(
    IFhirFaxStore store,
    TransactionPlanner planner,
    EntryContent content,
    ResourceUpdate update,
    ResourceDeletion deletion,
    ResourcePatching patching,
    FhirResultWriter writer,
    FhirOptions options,
    SearchDeadline deadline)
{
    public async Task<FhirResult> RunAsync(FhirRequest request, IReadOnlyList<BundleEntry> entries)
    {
        using var plan = new TransactionPlan();
        if (await planner.PlanAsync(request, entries, plan) is { } refusal)
        {
            return refusal;
        }

        if (entries.Count == 0)
        {
            return new FhirResult(StatusCodes.Status200OK, new FhirBody.Responses(true, []));
        }

        var (results, failure) = await store.WriteAsync(
            async (tx, ct) =>
            {
                using var run = new TransactionRun(request, plan, tx, content, update, deletion, patching);
                var failed = await RunAsync(run, ct);
                if (failed is not null)
                {
                    tx.Abandon();
                }

                return (run.Results, failed);
            },
            request.Aborted);
        return failure ?? await AnswerAsync(request, plan, results);
    }

    /// <summary>All searches of the entries together have the time of one: everybody else's writes wait for them.</summary>
    private async ValueTask<FhirResult?> RunAsync(TransactionRun run, CancellationToken cancellationToken)
    {
        try
        {
            return await deadline.GuardAsync(run.RunAsync, cancellationToken);
        }
        catch (SearchTooCostlyException exception)
        {
            return EntryProblem.Of(run.Current!, StatusCodes.Status400BadRequest, IssueCode.TooCostly, exception.Message);
        }
    }

    private async Task<FhirResult> AnswerAsync(FhirRequest request, TransactionPlan plan, IReadOnlyList<FhirResult> results)
    {
        var renderer = new EntryRenderer(writer, options);
        var responses = new List<EntryResponse>(results.Count);
        for (var i = 0; i < results.Count; i++)
        {
            var entry = plan.Entries[i];
            responses.Add(await renderer.RenderAsync(entry.Request, await WithContentAsync(entry, results[i])));
        }

        return new FhirResult(StatusCodes.Status200OK, new FhirBody.Responses(true, responses));
    }

    /// <summary>A Binary that was read gets its bytes now: inside the transaction nothing else is waited for.</summary>
    private async Task<FhirResult> WithContentAsync(TransactionEntry entry, FhirResult result)
    {
        if (entry.Declaration.Interaction is not BinaryReadInteraction || result is not { Status: StatusCodes.Status200OK, Version: { } version })
        {
            return result;
        }

        var binary = await store.ReadVersionAsync(entry.Request.Project, entry.Request.Route.Key, version, entry.Request.Aborted);
        return binary is null ? result : await BinaryReadInteraction.AnswerAsync(store, entry.Request.Project, binary, asDocument: false, entry.Request.Aborted);
    }
}
