using FhirFax.Server.Fhir.Registry;
using FhirFax.Server.Fhir.Results;

namespace FhirFax.Server.Fhir.Bundles;

/// <summary>R4 http.html#transaction: a Bundle posted to the base.</summary>
internal sealed class BundleInteraction(IServiceProvider services, BundleReader reader) : IInteraction
{
    // Both lead back to the registry, which lists this interaction, so they can only be asked for later.
    private readonly Lazy<Batch> _batch = new(services.GetRequiredService<Batch>);
    private readonly Lazy<Transaction> _transaction = new(services.GetRequiredService<Transaction>);

    public async Task<FhirResult> HandleAsync(FhirRequest request)
    {
        var (type, entries, refusal) = await reader.ReadAsync(request);
        if (refusal is not null)
        {
            return refusal;
        }

        return type == "batch" ? await _batch.Value.RunAsync(request, entries) : await _transaction.Value.RunAsync(request, entries);
    }
}
