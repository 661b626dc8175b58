using FhirFax.Fhir.Outcomes;
using FhirFax.Server.Configuration;
using FhirFax.Server.Fhir.Registry;
using FhirFax.Server.Fhir.Results;
using FhirFax.Server.Http;

namespace FhirFax.Server.Fhir.Bundles;

/// <summary>Runs each entry as if it had come on its own: none depends on another, and each tells its own failure (R4 http.html#batch).</summary>
internal sealed partial class Batch(
    FhirRegistry registry, FhirDispatcher dispatcher, FhirResultWriter writer, FhirOptions options, ILogger<Batch> logger)
{
    public async Task<FhirResult> RunAsync(FhirRequest request, IReadOnlyList<BundleEntry> entries)
    {
        var renderer = new EntryRenderer(writer, options);
        var responses = new List<EntryResponse>(entries.Count);
        foreach (var entry in entries)
        {
            var single = EntryRequest.Of(request, entry);
            responses.Add(await renderer.RenderAsync(single, await RunAsync(single, entry)));
        }

        return new FhirResult(StatusCodes.Status200OK, new FhirBody.Responses(false, responses));
    }

    private async Task<FhirResult> RunAsync(FhirRequest request, BundleEntry entry)
    {
        if (entry.Problem is not null)
        {
            return FhirResult.Outcome(StatusCodes.Status404NotFound, entry.Problem);
        }

        if (entry.IsBundle)
        {
            return FhirResult.Error(StatusCodes.Status400BadRequest, IssueCode.NotSupported, "A Bundle cannot be posted inside a Bundle.", entry.Expression);
        }

        try
        {
            return await dispatcher.DispatchAsync(request, entry.Route.Operation is null ? registry.Find(entry.Route, entry.Method) : null);
        }
        catch (Exception exception) when (!request.Aborted.IsCancellationRequested)
        {
            // The entries before this one are done, and their callers must hear of it.
            Failed(logger, entry.Route.Template, exception);
            return OutcomeExceptionHandler.Answer(exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "An entry of a batch for {Route} failed")]
    private static partial void Failed(ILogger logger, string route, Exception exception);
}
