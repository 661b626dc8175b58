namespace FhirFax.Server.Configuration;

/// <summary>The <c>Fhir__</c> settings.</summary>
/// <param name="MaxResourceBytes">Largest JSON body.</param>
/// <param name="MaxBinaryBytes">Largest document, counted before any encoding.</param>
/// <param name="StrictSearch">Whether an unknown search parameter is 400 also for callers that did not ask for strict handling.</param>
internal sealed record FhirOptions(long MaxResourceBytes, long MaxBinaryBytes, bool StrictSearch)
{
    private const long OneGigabyte = 1_000_000_000;

    internal static FhirOptions Read(SettingReader reader) => new(
        reader.Integer("Fhir:MaxResourceBytes", 10_000_000, 1_000, OneGigabyte),
        reader.Integer("Fhir:MaxBinaryBytes", 100_000_000, 1_000, OneGigabyte),
        reader.Flag("Fhir:StrictSearch", false));
}
