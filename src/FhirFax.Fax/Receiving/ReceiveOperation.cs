using FhirFax.Fax.Carriers;
using FhirFax.Fax.Mailboxes;
using FhirFax.Fax.Operations;
using FhirFax.Fax.Projects;
using FhirFax.Fhir.Outcomes;
using FhirFax.Store;
using FhirFax.Store.Resources;

namespace FhirFax.Fax.Receiving;

/// <summary><c>$receive-efax</c> (design 8); the timer runs the same imports.</summary>
public sealed class ReceiveOperation(
    IFhirFaxStore store, MailboxResolver mailboxes, MailboxImports imports, ReceivingOptions options, TimeProvider clock)
{
    /// <summary>Imports the mailbox and answers with what came in, after <see cref="ReceivingOptions.CallBudget"/> at the latest; the import then goes on by itself.</summary>
    public async Task<ReceiveResult> ReceiveAsync(ReceiveRequest request, CancellationToken cancellationToken)
    {
        if (request.Project.Secrets is null)
        {
            return Problem(FaxProblemKind.NotConfigured, IssueCode.NotFound, "The eFax integration is not set up for this project: it has no carrier secrets.", id: "not-found");
        }

        var owner = request.Receiver is { } key ? await store.ReadAsync(request.Project.Key, key, cancellationToken) : null;
        if (request.Receiver is not null && owner is null or { IsDeleted: true })
        {
            return Problem(FaxProblemKind.NotFound, IssueCode.NotFound, $"{request.Receiver} does not exist.", id: "not-found");
        }

        var mailbox = owner is null
            ? await mailboxes.ResolveDefaultAsync(request.Project, cancellationToken)
            : await mailboxes.ResolveAsync(request.Project, owner, $"{owner.Key.Type}.identifier", cancellationToken);
        return mailbox switch
        {
            MailboxResolution.Resolved resolved => await ImportAsync(new ImportTarget(request.Project.Key, resolved.Account, resolved.Owner), cancellationToken),
            MailboxResolution.Refused refused => new ReceiveResult.Problem(new FaxProblem(FaxProblemKind.Unprocessable, new OperationOutcome([refused.Issue]))),
            _ when owner is not null => Problem(
                FaxProblemKind.Unprocessable,
                IssueCode.BusinessRule,
                $"{owner.Key} has no active identifier of system {FaxUrls.EFaxIdentifier}: add its eFax user id.",
                $"{owner.Key.Type}.identifier"),
            _ => Problem(
                FaxProblemKind.Unprocessable, IssueCode.BusinessRule, "The project has no eFaxUserId; receive at the level of an Organization or Practitioner instead."),
        };
    }

    private async Task<ReceiveResult> ImportAsync(ImportTarget target, CancellationToken cancellationToken)
    {
        var progress = new ImportProgress();
        CarrierFailure? failure = null;
        var isUnfinished = false;
        try
        {
            failure = (await imports.Join(target, progress).WaitAsync(options.CallBudget, clock, cancellationToken)).Failure;
        }
        catch (TimeoutException)
        {
            isUnfinished = true;
        }
        finally
        {
            progress.Close();
        }

        var communications = progress.Communications;
        var failures = new List<OperationOutcome>(progress.Failures);
        if (failure is not null)
        {
            var outage = OperationOutcome.Error(IssueCode.Transient, $"The fax carrier could not be asked: {failure.Text}");
            if (communications.Count == 0)
            {
                return new ReceiveResult.Unavailable(outage);
            }

            failures.Add(outage);
        }

        if (isUnfinished)
        {
            failures.Add(new OperationOutcome(
                [new Issue(IssueSeverity.Information, IssueCode.Informational, "The mailbox is still being read; the rest comes in by itself.")]));
        }

        return new ReceiveResult.Received(communications, failures);
    }

    private static ReceiveResult.Problem Problem(FaxProblemKind kind, string code, string text, string? expression = null, string? id = null) =>
        new(FaxProblem.Of(kind, code, text, expression, id));
}
