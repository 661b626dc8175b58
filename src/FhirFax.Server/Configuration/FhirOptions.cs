namespace FhirFax.Server.Configuration;

/// <summary>The <c>Fhir__</c> settings.</summary>
/// <param name="MaxResourceBytes">Largest JSON body.</param>
/// <param name="MaxBinaryBytes">Largest document, counted before any encoding.</param>
/// <param name="StrictSearch">Whether an unknown search parameter is 400 also for callers that did not ask for strict handling.</param>
internal sealed record FhirOptions(long MaxResourceBytes, long MaxBinaryBytes, bool StrictSearch)
{
    internal static FhirOptions Read(SettingReader reader, Limits limits) =>
        new(limits.ResourceBytes, limits.BinaryBytes, reader.Flag("Fhir:StrictSearch", false));
}
