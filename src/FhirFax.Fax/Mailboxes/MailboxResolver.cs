using FhirFax.Fax.Projects;
using FhirFax.Store;
using FhirFax.Store.Resources;

namespace FhirFax.Fax.Mailboxes;

/// <summary>Finds the mailbox of a sender or receiver and claims it for its Project before first use. The same for operations and timers.</summary>
public sealed class MailboxResolver(IFhirFaxStore store)
{
    /// <summary>The project's default mailbox; <see cref="MailboxResolution.None"/> when it has no <c>eFaxUserId</c>.</summary>
    public Task<MailboxResolution> ResolveDefaultAsync(FaxProject project, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>The mailbox of an Organization or Practitioner by its <c>https://efax.com</c> identifier.</summary>
    /// <param name="expression">The element to name in an issue, such as <c>Communication.sender</c>.</param>
    public Task<MailboxResolution> ResolveAsync(
        FaxProject project, StoredResource owner, string expression, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Claims <c>eFaxUserId</c> of every project; called at start.</summary>
    public Task ClaimDefaultsAsync(IReadOnlyList<FaxProject> projects, CancellationToken cancellationToken) => throw new NotImplementedException();
}
