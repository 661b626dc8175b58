namespace FhirFax.Fax.Carriers;

/// <summary>Why a call did not give its answer.</summary>
/// <param name="Text">A sentence for a person and a log line: no numbers, names or secrets.</param>
/// <param name="RetryAfter">When the carrier said when to come back; null otherwise.</param>
public sealed record CarrierFailure(CarrierFailureKind Kind, string Text, int? StatusCode = null, TimeSpan? RetryAfter = null);
