namespace FhirFax.EFax.Sandbox.Faxes;

/// <summary>Attempts in all, by the class of the failure (efax-corporate-api.md 9.2).</summary>
internal sealed record RetryLimits(int NonBillable, int Billable, int HumanAnswer)
{
    /// <summary>The published defaults; for human answer, which has none, two, so that a retry is seen.</summary>
    public static RetryLimits Default { get; } = new(5, 2, 2);

    public int For(RetryClass retryClass) => retryClass switch
    {
        RetryClass.NonBillable => NonBillable,
        RetryClass.Billable => Billable,
        RetryClass.HumanAnswer => HumanAnswer,
        _ => 1,
    };
}
