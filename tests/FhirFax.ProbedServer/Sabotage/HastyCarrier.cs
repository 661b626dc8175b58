using FhirFax.Fax.Carriers;
using FhirFax.ProbedServer.Parts;

namespace FhirFax.ProbedServer.Sabotage;

/// <inheritdoc cref="SabotageKind.AcknowledgeBeforeStore"/>
internal sealed class HastyCarrier(ICarrier inner) : CarrierDecorator(inner)
{
    public override async Task<ImageResult> FetchImageAsync(
        CarrierAccount account, string carrierId, Stream destination, long limit, CancellationToken cancellationToken)
    {
        var result = await base.FetchImageAsync(account, carrierId, destination, limit, cancellationToken);
        if (result is ImageResult.Fetched)
        {
            await AcknowledgeAsync(account, carrierId, cancellationToken);
        }

        return result;
    }
}
