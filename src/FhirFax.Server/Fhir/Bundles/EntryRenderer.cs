using FhirFax.Fhir.Outcomes;
using FhirFax.Server.Configuration;
using FhirFax.Server.Fhir.Results;

namespace FhirFax.Server.Fhir.Bundles;

/// <summary>Renders the answers of one Bundle as they come, within a bound: they are held in memory until the last is there.</summary>
internal sealed class EntryRenderer(FhirResultWriter writer, FhirOptions options)
{
    // The answers of a Bundle together, as a multiple of the largest resource.
    private const int MostResources = 5;

    private long _size;

    public async Task<EntryResponse> RenderAsync(FhirRequest request, FhirResult result)
    {
        var response = writer.Render(request, await InMemoryAsync(request, result));
        _size += response.Size;
        return _size <= options.MaxResourceBytes * MostResources
            ? response
            : writer.Render(request, TooMuch("The answers to this Bundle are too much together; ask for this by itself."));
    }

    private async Task<FhirResult> InMemoryAsync(FhirRequest request, FhirResult result)
    {
        switch (result.Body)
        {
            case FhirBody.BinaryResource binary:
                await using (binary.Stream)
                {
                    return binary.Content.Size > options.MaxResourceBytes
                        ? TooMuch("This document is too large for the answer to a Bundle; read it by itself.")
                        : result with { Body = new FhirBody.Resource(await DocumentWriter.RenderAsync(binary, request.Aborted)) };
                }

            case FhirBody.Document document:
                await document.Stream.DisposeAsync();
                return FhirResult.Error(
                    StatusCodes.Status406NotAcceptable, IssueCode.NotSupported, "The answer to a Bundle holds resources; read the document by itself.");
            default:
                return result;
        }
    }

    private static FhirResult TooMuch(string text) => FhirResult.Error(StatusCodes.Status413PayloadTooLarge, IssueCode.TooCostly, text);
}
