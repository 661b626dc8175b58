using System.Collections.Concurrent;
using FhirFax.Fhir.Outcomes;
using FhirFax.Server.Fhir.Registry;
using FhirFax.Server.Fhir.Results;
using FhirFax.Server.Fhir.Search;

namespace FhirFax.Server.Fhir.Capabilities;

/// <summary>R4 http.html#capabilities: the CapabilityStatement or, by <c>mode=terminology</c>, the TerminologyCapabilities, built once for each address by which the server is reached.</summary>
internal sealed class CapabilitiesInteraction(IServiceProvider services) : IInteraction
{
    // An address is whatever a caller writes into its Host header.
    private const int MostAddresses = 16;

    private readonly ConcurrentDictionary<(string BaseUrl, bool IsTerminology), byte[]> _statements = new();

    // The registry lists this interaction, so it can only be asked for later.
    private readonly Lazy<CapabilityStatementBuilder> _builder = new(services.GetRequiredService<CapabilityStatementBuilder>);

    public Task<FhirResult> HandleAsync(FhirRequest request) => Task.FromResult(SubsetParameters.Refuse(request) ?? request.QueryValue("mode") switch
    {
        // R4 lets a server answer the whole to whoever asks for its normative part.
        null or "" or "full" or "normative" => Answer(request, isTerminology: false),
        "terminology" => Answer(request, isTerminology: true),
        var mode => FhirResult.Error(
            StatusCodes.Status400BadRequest, IssueCode.Value, $"The parameter mode is full, normative or terminology, not '{Quoted.Clip(mode)}'."),
    });

    private FhirResult Answer(FhirRequest request, bool isTerminology)
    {
        if (!_statements.TryGetValue((request.BaseUrl, isTerminology), out var utf8))
        {
            utf8 = isTerminology ? _builder.Value.BuildTerminology(request.BaseUrl) : _builder.Value.Build(request.BaseUrl);
            if (_statements.Count < MostAddresses)
            {
                _statements.TryAdd((request.BaseUrl, isTerminology), utf8);
            }
        }

        var body = new FhirBody.Resource(SubsetParameters.Of(request.Query).Of(utf8));
        return new FhirResult(StatusCodes.Status200OK, body) { IsTaggedByContent = true };
    }
}
