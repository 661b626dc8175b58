using FhirFax.EFax.Http;
using FhirFax.EFax.Json;
using FhirFax.Fax.Carriers;

namespace FhirFax.EFax.Health;

/// <summary><c>GET /health</c>, open to everybody (efax-corporate-api.md 8.2).</summary>
internal sealed class HealthQuery(CarrierHttp http, EFaxOptions options, TimeProvider clock)
{
    private static readonly CarrierFailure NotUp = new(CarrierFailureKind.Unreachable, "eFax says that it is not up.");

    /// <summary>Null when the service says that it is up; it says nothing of credentials.</summary>
    public async Task<CarrierFailure?> AskAsync(CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(options.ReadTimeout, clock);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            using var request = http.Request(HttpMethod.Get, "health");
            using var response = await http.ReadAsync(request, limit.Token);
            if (!response.IsSuccessStatusCode)
            {
                return Failures.Of(response, clock);
            }

            var body = await BoundedBody.ReadAsync(response, limit.Token);
            var status = (body is { } utf8 ? Tolerant.Parse(utf8) : null).Text("status");
            return "UP".Equals(status?.Trim(), StringComparison.OrdinalIgnoreCase) ? null : NotUp;
        }
        catch (Exception problem) when (CarrierApi.FailureOf(problem, cancellationToken) is { } cause)
        {
            return cause;
        }
    }
}
