using System.Text.Json;
using FhirFax.EFax.Http;
using FhirFax.EFax.Json;
using FhirFax.EFax.Records;
using FhirFax.Fax.Carriers;

namespace FhirFax.EFax.Sending;

/// <summary>The live state of an outbound fax (efax-corporate-api.md 8.9).</summary>
internal sealed class TransmissionQuery(CarrierApi api, EFaxOptions options)
{
    private const string Plural = "transmission-details";
    private const string Singular = "transmission-detail";

    /// <summary>Meant for the final state (8.6): what is left when neither of the others knows the fax any more.</summary>
    private const string Metadata = "metadata";

    // The specification and the portal page spell the path differently; the one that works is remembered.
    private volatile string _path = Plural;

    public async Task<TransmissionResult> AskAsync(CarrierAccount account, string carrierId, CancellationToken cancellationToken)
    {
        if (!FaxId.IsValid(carrierId))
        {
            return new TransmissionResult.Unavailable(new CarrierFailure(CarrierFailureKind.NotFound, "This is no fax id of eFax."));
        }

        var first = _path;
        var result = await AskAsync(account, carrierId, first, cancellationToken);
        if (!IsNotFound(result))
        {
            return result;
        }

        var second = first == Plural ? Singular : Plural;
        var other = await AskAsync(account, carrierId, second, cancellationToken);
        if (other is TransmissionResult.Known)
        {
            _path = second;
        }

        return IsNotFound(other) ? await AskAsync(account, carrierId, Metadata, cancellationToken) : other;
    }

    private static bool IsNotFound(TransmissionResult result) =>
        result is TransmissionResult.Unavailable { Failure.Kind: CarrierFailureKind.NotFound };

    private Task<TransmissionResult> AskAsync(CarrierAccount account, string carrierId, string path, CancellationToken cancellationToken) =>
        api.CallAsync<TransmissionResult>(
            account,
            options.ReadTimeout,
            () => api.Http.Request(HttpMethod.Get, $"faxes/{carrierId}/{path}"),
            (response, token) => ReadAsync(response, carrierId, token),
            static failure => new TransmissionResult.Unavailable(failure),
            cancellationToken);

    private static async Task<TransmissionResult> ReadAsync(HttpResponseMessage response, string carrierId, CancellationToken cancellationToken)
    {
        var body = await BoundedBody.ReadAsync(response, cancellationToken);
        var json = body is { } utf8 ? Tolerant.Parse(utf8) : null;
        json = json is { ValueKind: JsonValueKind.Array } array && array.GetArrayLength() == 1 ? array[0] : json;
        var isOther = FaxId.Of(json) is { } id && !id.Equals(carrierId, StringComparison.OrdinalIgnoreCase);
        return !isOther && TransmissionReading.Read(json) is { } known
            ? known
            : new TransmissionResult.Unavailable(Failures.Unreadable((int)response.StatusCode));
    }
}
