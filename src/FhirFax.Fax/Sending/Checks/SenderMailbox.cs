using System.Text.Json;
using FhirFax.Fax.Mailboxes;
using FhirFax.Fax.Projects;
using FhirFax.Fax.Resources;
using FhirFax.Fax.Sending.References;
using FhirFax.Fhir.Outcomes;
using FhirFax.Store.Faxes;
using FhirFax.Store.Resources;

namespace FhirFax.Fax.Sending.Checks;

/// <summary>Finds the mailbox that a fax is sent from (design 7, step 3).</summary>
internal sealed class SenderMailbox(MailboxResolver mailboxes, SendReferences references, SendIssues issues, TimeProvider clock)
{
    private const string Element = "Communication.sender";
    private static readonly string[] RoleProperties = ["practitioner", "organization"];

    /// <summary>Null, with an issue, when there is none that may be used.</summary>
    /// <param name="named">The Organization or Practitioner in the path; null when the Communication's sender counts.</param>
    public async Task<MailboxKey?> ResolveAsync(FaxProject project, JsonElement communication, StoredResource? named, CancellationToken cancellationToken)
    {
        var (isSound, found) = await FindAsync(project, communication, named, cancellationToken);
        if (!isSound)
        {
            return null;
        }

        found = found is MailboxResolution.None ? await mailboxes.ResolveDefaultAsync(project, cancellationToken) : found;
        switch (found)
        {
            case MailboxResolution.Resolved resolved:
                return resolved.Account.Mailbox;
            case MailboxResolution.Refused refused:
                issues.Add(refused.Issue with { Expression = refused.Issue.Expression ?? Element });
                return null;
            default:
                issues.Add(
                    IssueCode.BusinessRule,
                    $"No mailbox to send from: the sender has no identifier of {FaxUrls.EFaxIdentifier}, and the project has no eFaxUserId.",
                    Element);
                return null;
        }
    }

    /// <summary>What the named sender says; not sound when a reference could not be followed, which is an issue by then.</summary>
    private async Task<(bool IsSound, MailboxResolution Found)> FindAsync(
        FaxProject project, JsonElement communication, StoredResource? named, CancellationToken cancellationToken)
    {
        var none = new MailboxResolution.None();
        ReachedResource? sender = null;
        if (communication.Child("sender") is { } reference)
        {
            sender = await references.FollowAsync(reference, communication, Element, cancellationToken);
            if (sender is null)
            {
                return (false, none);
            }
        }

        if (named is not null)
        {
            return (true, await mailboxes.ResolveAsync(project, named, Element, cancellationToken));
        }

        return sender switch
        {
            null => (true, none),
            { Type: "Organization" or "Practitioner" } => (true, await OfAsync(project, sender, cancellationToken)),
            { Type: "PractitionerRole" } => await OfRoleAsync(project, sender, cancellationToken),
            _ => (true, none),
        };
    }

    private async Task<(bool IsSound, MailboxResolution Found)> OfRoleAsync(FaxProject project, ReachedResource role, CancellationToken cancellationToken)
    {
        MailboxResolution found = new MailboxResolution.None();
        foreach (var property in RoleProperties)
        {
            if (found is not MailboxResolution.None || role.Root.Child(property) is not { } reference)
            {
                continue;
            }

            if (await references.FollowAsync(reference, role.Container, Element, cancellationToken) is not { } reached)
            {
                return (false, found);
            }

            found = await OfAsync(project, reached, cancellationToken);
        }

        return (true, found);
    }

    private Task<MailboxResolution> OfAsync(FaxProject project, ReachedResource owner, CancellationToken cancellationToken) =>
        mailboxes.ResolveAsync(project, owner.AsStored(clock), Element, cancellationToken);
}
