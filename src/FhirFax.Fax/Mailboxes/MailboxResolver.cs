using FhirFax.Fax.Carriers;
using FhirFax.Fax.Projects;
using FhirFax.Fhir.Outcomes;
using FhirFax.Store;
using FhirFax.Store.Faxes;
using FhirFax.Store.Resources;

namespace FhirFax.Fax.Mailboxes;

/// <summary>Finds the mailbox of a sender or receiver and claims it for its Project before first use. The same for operations and timers.</summary>
/// <param name="clock">Tells which identifiers are in force; null: the system's.</param>
public sealed class MailboxResolver(IFhirFaxStore store, TimeProvider? clock = null)
{
    /// <summary>The user id travels in a header (efax-corporate-api.md 3: an opaque printable string); none seen is longer than a UUID.</summary>
    private const int LongestUserId = 200;

    private readonly TimeProvider _clock = clock ?? TimeProvider.System;

    /// <summary>The project's default mailbox; <see cref="MailboxResolution.None"/> when it has no <c>eFaxUserId</c>.</summary>
    public async Task<MailboxResolution> ResolveDefaultAsync(FaxProject project, CancellationToken cancellationToken) =>
        project.Secrets is { UserId: { Length: > 0 } userId } secrets
            ? await UseAsync(project, secrets, userId, owner: null, expression: null, cancellationToken)
            : new MailboxResolution.None();

    /// <summary>The mailbox of an Organization or Practitioner by its <c>https://efax.com</c> identifier.</summary>
    /// <param name="expression">The element to name in an issue, such as <c>Communication.sender</c>.</param>
    public async Task<MailboxResolution> ResolveAsync(
        FaxProject project, StoredResource owner, string expression, CancellationToken cancellationToken)
    {
        var userIds = EFaxIdentifiers.ActiveUserIds(owner, _clock.GetUtcNow());
        return (project.Secrets, userIds) switch
        {
            (_, []) or (null, _) => new MailboxResolution.None(),
            ({ } secrets, [var only]) => await UseAsync(project, secrets, only, owner.Key, expression, cancellationToken),
            _ => new MailboxResolution.Refused(Issue.Error(
                IssueCode.BusinessRule, $"{owner.Key} has two different active identifiers of {FaxUrls.EFaxIdentifier}; end one or give it use 'old'.", expression)),
        };
    }

    /// <summary>A mailbox that the project claimed before: whether it may still be used, as secrets and <c>Mailboxes</c> stand now.</summary>
    public async Task<MailboxResolution> ResolveClaimedAsync(FaxProject project, MailboxKey mailbox, CancellationToken cancellationToken) =>
        project.Secrets is { } secrets && secrets.AppId == mailbox.AppId
            ? await UseAsync(project, secrets, mailbox.UserId, owner: null, expression: null, cancellationToken)
            : new MailboxResolution.None();

    /// <summary>Claims <c>eFaxUserId</c> of every project; called at start.</summary>
    public async Task ClaimDefaultsAsync(IReadOnlyList<FaxProject> projects, CancellationToken cancellationToken)
    {
        foreach (var project in projects)
        {
            // A mailbox that another Project has is refused again, with its reason, whenever it is asked for.
            await ResolveDefaultAsync(project, cancellationToken);
        }
    }

    private async Task<MailboxResolution> UseAsync(
        FaxProject project, CarrierSecrets secrets, string userId, ResourceKey? owner, string? expression, CancellationToken cancellationToken)
    {
        var whose = owner is null ? "the project" : owner.Value.ToString();
        if (userId.Length > LongestUserId || userId.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            return new MailboxResolution.Refused(Issue.Error(
                IssueCode.Value, $"The eFax user id of {whose} is none: it must be printable ASCII without spaces.", expression));
        }

        if (project.SharesAppId && userId != secrets.UserId && !project.Mailboxes.Contains(userId))
        {
            return new MailboxResolution.Refused(Issue.Error(
                IssueCode.BusinessRule,
                $"The eFax user id of {whose} is not among this project's mailboxes; where projects share an App ID, only listed ones may be used.",
                expression));
        }

        return await IsOursAsync(project, new MailboxKey(secrets.AppId, userId), cancellationToken)
            ? new MailboxResolution.Resolved(new CarrierAccount(secrets.AppId, secrets.ApiKey, userId), owner)
            : new MailboxResolution.Refused(Issue.Error(
                IssueCode.BusinessRule, $"The eFax user id of {whose} belongs to another project.", expression));
    }

    private async Task<bool> IsOursAsync(FaxProject project, MailboxKey mailbox, CancellationToken cancellationToken)
    {
        // Nearly always claimed already: a read, and no write transaction.
        var holder = await store.MailboxOwnerAsync(mailbox, cancellationToken);
        if (holder == project.Key)
        {
            return true;
        }

        if (holder is { } other && !project.MailboxesOf.Contains(other))
        {
            return false;
        }

        return await store.WriteAsync(
            async (transaction, token) =>
            {
                if (holder is { } former)
                {
                    await transaction.ReleaseMailboxAsync(mailbox, former, token);
                }

                return await transaction.ClaimMailboxAsync(mailbox, project.Key, token);
            },
            cancellationToken) == ClaimOutcome.Ours;
    }
}
