using System.Collections.Concurrent;
using FhirFax.Server.Fhir.Registry;
using FhirFax.Server.Fhir.Results;

namespace FhirFax.Server.Fhir.Capabilities;

/// <summary>R4 http.html#capabilities: the CapabilityStatement, built once for each address by which the server is reached.</summary>
internal sealed class CapabilitiesInteraction(IServiceProvider services) : IInteraction
{
    // An address is whatever a caller writes into its Host header.
    private const int MostAddresses = 16;

    private readonly ConcurrentDictionary<string, byte[]> _statements = new(StringComparer.Ordinal);

    // The registry lists this interaction, so it can only be asked for later.
    private readonly Lazy<CapabilityStatementBuilder> _builder = new(services.GetRequiredService<CapabilityStatementBuilder>);

    public Task<FhirResult> HandleAsync(FhirRequest request)
    {
        if (!_statements.TryGetValue(request.BaseUrl, out var utf8))
        {
            utf8 = _builder.Value.Build(request.BaseUrl);
            if (_statements.Count < MostAddresses)
            {
                _statements.TryAdd(request.BaseUrl, utf8);
            }
        }

        return Task.FromResult(new FhirResult(StatusCodes.Status200OK, new FhirBody.Resource(utf8)));
    }
}
