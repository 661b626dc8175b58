namespace FhirFax.EFax.Sandbox.Faxes;

/// <summary>Which of the sender's counters limits the attempts after a failure.</summary>
internal enum RetryClass
{
    None,
    Billable,
    NonBillable,
    HumanAnswer,
}
