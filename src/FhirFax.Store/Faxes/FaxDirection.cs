namespace FhirFax.Store.Faxes;

/// <summary>Whether a fax is sent or received; fixed for life (fax-lifecycle-api.md 3.1).</summary>
public enum FaxDirection
{
    Inbound = 1,
    Outbound = 2,
}
