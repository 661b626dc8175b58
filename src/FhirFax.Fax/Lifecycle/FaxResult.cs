namespace FhirFax.Fax.Lifecycle;

/// <summary>What became of an operation on a fax. A closed set.</summary>
public abstract record FaxResult
{
    private FaxResult()
    {
    }

    /// <param name="Fax">As this operation left it.</param>
    public sealed record Done(Fax Fax) : FaxResult;

    /// <summary>Nothing was changed.</summary>
    public sealed record Refused(FaxRefusal Reason) : FaxResult;
}
