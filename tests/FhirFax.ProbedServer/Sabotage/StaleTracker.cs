using FhirFax.Fax.Carriers;
using FhirFax.Fax.Projects;
using FhirFax.Fax.Sending.Deliveries;
using FhirFax.ProbedServer.Parts;
using FhirFax.Store;
using FhirFax.Store.Faxes;

namespace FhirFax.ProbedServer.Sabotage;

/// <inheritdoc cref="SabotageKind.TrackerMayRegress"/>
/// <remarks>Keeps the first answer about each fax, and writes it down once the fax has ended, as a second tracker would whose answer was under way for long.</remarks>
internal sealed class StaleTracker(ICarrier inner, IFhirFaxStore store, Func<DeliveryLedger> ledger, IProjectDirectory projects) : CarrierDecorator(inner)
{
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, TransmissionState> _first = new(StringComparer.Ordinal);

    public override async Task<TransmissionResult> GetTransmissionAsync(CarrierAccount account, string carrierId, CancellationToken cancellationToken)
    {
        var result = await base.GetTransmissionAsync(account, carrierId, cancellationToken);
        if (result is TransmissionResult.Known known
            && _first.GetOrAdd(carrierId, known.State) == TransmissionState.InProgress && known.State == TransmissionState.Completed)
        {
            _ = WriteLateAsync(carrierId);
        }

        return result;
    }

    private async Task WriteLateAsync(string carrierId)
    {
        var isWritten = false;
        while (!isWritten)
        {
            await Task.Delay(100);
            foreach (var project in projects.All)
            {
                isWritten |= await store.WriteAsync((transaction, token) => WriteAsync(transaction, project.Key, carrierId, token), CancellationToken.None);
            }
        }
    }

    private async ValueTask<bool> WriteAsync(IStoreTransaction transaction, ProjectKey project, string carrierId, CancellationToken cancellationToken)
    {
        var query = new FhirFax.Fhir.Search.SearchQuery
        {
            ResourceType = "Communication",
            Filters =
            [
                new FhirFax.Fhir.Search.SearchFilter.Parameter(
                    "identifier",
                    FhirFax.Fhir.Definitions.SearchParameterType.Token,
                    [new FhirFax.Fhir.Search.SearchValue.Token("https://efax.com", carrierId)]),
            ],
        };
        foreach (var communication in (await transaction.SearchAsync(project, query, cancellationToken)).Resources)
        {
            foreach (var delivery in await transaction.DeliveriesAsync(project, communication.Key.Id, cancellationToken))
            {
                if (delivery.CarrierId == carrierId && delivery.IsTerminal)
                {
                    await ledger().SaveAsync(transaction, delivery with { Status = DeliveryStatus.InProgress, Completed = null }, cancellationToken);
                    return true;
                }
            }
        }

        return false;
    }
}
