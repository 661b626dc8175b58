using System.Net;
using FhirFax.EFax.Http;
using FhirFax.EFax.Json;
using FhirFax.Fax.Carriers;

namespace FhirFax.EFax.Sending;

/// <summary><c>POST /faxes/{id}/cancel</c> (efax-corporate-api.md 8.12).</summary>
internal sealed class CancelCall(CarrierApi api, EFaxOptions options)
{
    public async Task<CancelResult> CancelAsync(CarrierAccount account, string carrierId, CancellationToken cancellationToken)
    {
        if (!FaxId.IsValid(carrierId))
        {
            return new CancelResult.Unavailable(new CarrierFailure(CarrierFailureKind.NotFound, "This is no fax id of eFax."));
        }

        return await api.CallAsync<CancelResult>(
            account,
            options.ReadTimeout,
            () => Request(carrierId),
            static (_, _) => Task.FromResult<CancelResult>(new CancelResult.Requested()),
            static failure => failure.StatusCode == (int)HttpStatusCode.Conflict ? new CancelResult.TooLate() : new CancelResult.Unavailable(failure),
            cancellationToken);
    }

    private HttpRequestMessage Request(string carrierId)
    {
        var request = api.Http.Request(HttpMethod.Post, $"faxes/{carrierId}/cancel");
        request.Options.Set(RepeatHandler.MayRepeat, true);
        request.Content = new ByteArrayContent([]);
        request.Content.Headers.ContentType = new("application/json");
        return request;
    }
}
