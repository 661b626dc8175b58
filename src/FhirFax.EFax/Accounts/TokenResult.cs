using FhirFax.Fax.Carriers;

namespace FhirFax.EFax.Accounts;

/// <summary>A token, or why there is none: exactly one of the two.</summary>
internal sealed record TokenResult(Token? Token, CarrierFailure? Failure);
