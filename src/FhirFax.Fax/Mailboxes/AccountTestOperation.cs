using FhirFax.Fax.Carriers;
using FhirFax.Fax.Operations;
using FhirFax.Fax.Projects;
using FhirFax.Fhir.Outcomes;
using FhirFax.Store;
using FhirFax.Store.Resources;

namespace FhirFax.Fax.Mailboxes;

/// <summary><c>$test-efax</c>: whether the carrier takes the project's credentials and the mailbox's user id, told apart.</summary>
public sealed class AccountTestOperation(IFhirFaxStore store, MailboxResolver mailboxes, ICarrier carrier, TimeProvider clock)
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(30);

    /// <summary>Null when both are good; else what is wrong: with the setup (unprocessable), or with the carrier just now (bad request, transient).</summary>
    /// <param name="ownerKey">Whose mailbox to test; null for the project's own.</param>
    public async Task<FaxProblem?> TestAsync(FaxProject project, ResourceKey? ownerKey, CancellationToken cancellationToken)
    {
        if (project.Secrets is null)
        {
            return FaxProblem.Of(
                FaxProblemKind.NotConfigured, IssueCode.NotFound, "The eFax integration is not set up for this project: it has no carrier secrets.", id: "not-found");
        }

        var owner = ownerKey is { } key ? await store.ReadAsync(project.Key, key, cancellationToken) : null;
        if (ownerKey is not null && owner is null or { IsDeleted: true })
        {
            return FaxProblem.Of(FaxProblemKind.NotFound, IssueCode.NotFound, $"{ownerKey} does not exist.", id: "not-found");
        }

        var expression = owner is null ? null : $"{owner.Key.Type}.identifier";
        var mailbox = owner is null
            ? await mailboxes.ResolveDefaultAsync(project, cancellationToken)
            : await mailboxes.ResolveAsync(project, owner, expression!, cancellationToken);
        return mailbox switch
        {
            MailboxResolution.Resolved resolved => await CheckAsync(resolved.Account, expression, cancellationToken),
            MailboxResolution.Refused refused => new FaxProblem(FaxProblemKind.Unprocessable, new OperationOutcome([refused.Issue])),
            _ when owner is not null => Wrong(
                IssueCode.BusinessRule, $"{owner.Key} has no active identifier of system {FaxUrls.EFaxIdentifier}: add its eFax user id.", expression),
            _ => Wrong(IssueCode.BusinessRule, "The project has no eFaxUserId; test at the level of an Organization or Practitioner instead.", null),
        };
    }

    private async Task<FaxProblem?> CheckAsync(CarrierAccount account, string? expression, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(TimeLimit, clock);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            return await carrier.CheckAccountAsync(account, limit.Token) is AccountCheck.Bad bad ? Explain(bad.Failure, expression) : null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return FaxProblem.Of(FaxProblemKind.BadRequest, IssueCode.Transient, "The fax carrier did not answer in time; try again.");
        }
    }

    private static FaxProblem Explain(CarrierFailure failure, string? expression) => failure.Kind switch
    {
        CarrierFailureKind.CredentialsRefused => Wrong(IssueCode.Login, $"The credentials are wrong: {failure.Text}", null),
        CarrierFailureKind.MailboxRefused => Wrong(
            IssueCode.Forbidden, $"The credentials are right, but the user id is wrong: {failure.Text}", expression),
        _ => FaxProblem.Of(FaxProblemKind.BadRequest, IssueCode.Transient, $"The fax carrier could not be asked: {failure.Text}"),
    };

    private static FaxProblem Wrong(string code, string text, string? expression) => FaxProblem.Of(FaxProblemKind.Unprocessable, code, text, expression);
}
