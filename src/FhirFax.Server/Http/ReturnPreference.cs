namespace FhirFax.Server.Http;

/// <summary>What a write should answer (R4 http.html#ops).</summary>
internal enum ReturnPreference
{
    Minimal,
    Representation,
    OperationOutcome,
}
