using FhirFax.EFax.Http;
using FhirFax.EFax.Json;
using FhirFax.Fax.Carriers;

namespace FhirFax.EFax.Receiving;

/// <summary><c>DELETE /faxes/{id}</c> (efax-corporate-api.md 8.13).</summary>
internal sealed class DeleteCall(CarrierApi api, EFaxOptions options)
{
    public async Task<DeleteResult> DeleteAsync(CarrierAccount account, string carrierId, CancellationToken cancellationToken)
    {
        if (!FaxId.IsValid(carrierId))
        {
            return new DeleteResult.Unavailable(new CarrierFailure(CarrierFailureKind.NotFound, "This is no fax id of eFax."));
        }

        return await api.CallAsync<DeleteResult>(
            account,
            options.ReadTimeout,
            () => api.Http.Request(HttpMethod.Delete, $"faxes/{carrierId}"),
            static (_, _) => Task.FromResult<DeleteResult>(new DeleteResult.Deleted()),
            static failure => failure.Kind == CarrierFailureKind.NotFound ? new DeleteResult.Deleted() : new DeleteResult.Unavailable(failure),
            cancellationToken);
    }
}
