using FhirFax.Fax.Numbers;

namespace FhirFax.Fax.Sending.Recipients;

/// <summary>What a list of ContactPoints says about the fax number.</summary>
internal abstract record FaxContactChoice
{
    public sealed record Chosen(FaxNumber Number) : FaxContactChoice;

    /// <summary>There is one, but it cannot be used as it stands.</summary>
    public sealed record Refused(string Text) : FaxContactChoice;
}
