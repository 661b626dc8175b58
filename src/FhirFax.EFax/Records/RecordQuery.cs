using System.Net;
using System.Text.Json;
using FhirFax.EFax.Http;
using FhirFax.EFax.Json;
using FhirFax.Fax.Carriers;

namespace FhirFax.EFax.Records;

/// <summary><c>GET /faxes/{id}/metadata</c> and <c>POST /faxes/metadata</c> (efax-corporate-api.md 8.6 and 8.8).</summary>
internal sealed class RecordQuery(CarrierApi api, EFaxOptions options)
{
    /// <summary>One is asked for by itself; several in one call where the service has it, else one after the other.</summary>
    public async Task<FaxRecordsResult> ReadAsync(CarrierAccount account, IReadOnlyList<string> carrierIds, CancellationToken cancellationToken)
    {
        var ids = carrierIds.Where(FaxId.IsValid).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (ids.Count > 1)
        {
            var many = await CallAsync(account, () => Many(ids), cancellationToken);
            if (many is not FaxRecordsResult.Unavailable { Failure.StatusCode: (int)HttpStatusCode.NotFound or (int)HttpStatusCode.MethodNotAllowed })
            {
                return many;
            }
        }

        return await OneByOneAsync(account, ids, cancellationToken);
    }

    private async Task<FaxRecordsResult> OneByOneAsync(CarrierAccount account, List<string> ids, CancellationToken cancellationToken)
    {
        var records = new List<FaxRecord>(ids.Count);
        foreach (var id in ids)
        {
            switch (await CallAsync(account, () => api.Http.Request(HttpMethod.Get, $"faxes/{id}/metadata"), cancellationToken))
            {
                case FaxRecordsResult.Known known:
                    records.AddRange(known.Records);
                    break;
                case FaxRecordsResult.Unavailable { Failure.Kind: CarrierFailureKind.NotFound }:
                    break;
                case var unavailable:
                    return unavailable;
            }
        }

        return new FaxRecordsResult.Known(records);
    }

    private Task<FaxRecordsResult> CallAsync(CarrierAccount account, Func<HttpRequestMessage> request, CancellationToken cancellationToken) =>
        api.CallAsync<FaxRecordsResult>(
            account, options.ReadTimeout, request, ReadAsync, static failure => new FaxRecordsResult.Unavailable(failure), cancellationToken);

    private HttpRequestMessage Many(List<string> ids)
    {
        var request = api.Http.Request(HttpMethod.Post, "faxes/metadata");
        request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, List<string>> { ["fax_ids"] = ids }));
        request.Content.Headers.ContentType = new("application/json");
        // It reads only.
        request.Options.Set(RepeatHandler.MayRepeat, true);
        return request;
    }

    private static async Task<FaxRecordsResult> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await BoundedBody.ReadAsync(response, cancellationToken);
        var json = body is { } utf8 ? Tolerant.Parse(utf8) : null;
        return json switch
        {
            { ValueKind: JsonValueKind.Array } array =>
                new FaxRecordsResult.Known([.. array.EnumerateArray().Select(static item => FaxRecord.Read(item)).OfType<FaxRecord>()]),
            { ValueKind: JsonValueKind.Object } when FaxRecord.Read(json) is { } single => new FaxRecordsResult.Known([single]),
            _ => new FaxRecordsResult.Unavailable(Failures.Unreadable((int)response.StatusCode)),
        };
    }
}
