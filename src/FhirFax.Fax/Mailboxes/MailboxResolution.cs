using FhirFax.Fax.Carriers;
using FhirFax.Fhir.Outcomes;
using FhirFax.Store.Resources;

namespace FhirFax.Fax.Mailboxes;

/// <summary>Which mailbox to use, or why none can be. A closed set.</summary>
public abstract record MailboxResolution
{
    /// <param name="Owner">The Organization or Practitioner that bears the user id; null for the project's default.</param>
    public sealed record Resolved(CarrierAccount Account, ResourceKey? Owner) : MailboxResolution;

    /// <summary>No <c>https://efax.com</c> identifier here; the caller may look further.</summary>
    public sealed record None : MailboxResolution;

    /// <summary>Two active identifiers, a mailbox of another Project, one not listed for a shared App ID: 422 without a carrier call.</summary>
    public sealed record Refused(Issue Issue) : MailboxResolution;
}
