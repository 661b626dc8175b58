using FhirFax.Fax.Numbers;

namespace FhirFax.Fax.Sending.Recipients;

/// <summary>One number to be faxed, and which recipients (from 0) it serves.</summary>
internal sealed record PlannedNumber(FaxNumber Number, List<int> Recipients);
