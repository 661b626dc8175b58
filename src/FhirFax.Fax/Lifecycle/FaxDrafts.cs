using System.Text.Json.Nodes;
using FhirFax.Fax.Resources;
using FhirFax.Fax.Sending;
using FhirFax.Store;
using FhirFax.Store.Faxes;
using FhirFax.Store.Resources;

namespace FhirFax.Fax.Lifecycle;

/// <summary>Makes drafts, and changes what may be changed of any fax (fax-lifecycle-api.md 8.3, 8.4).</summary>
public sealed class FaxDrafts(IFhirFaxStore store, ResourcePreparer preparer, SendingOptions options, TimeProvider clock)
{
    private readonly FaxChange _change = new(store, preparer);
    private readonly FaxReceivers _receivers = new(preparer, options, clock);

    /// <param name="author">Client id.</param>
    public Task<FaxResult> CreateAsync(ProjectKey project, FaxChanges properties, string author, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7(clock.GetUtcNow()).ToString("D");
        return store.WriteAsync<FaxResult>(
            async (transaction, token) =>
            {
                var communication = FaxMapping.NewDraft();
                if (await ApplyAsync(transaction, project, communication, null, properties, author, token) is { } refusal)
                {
                    transaction.Abandon();
                    return new FaxResult.Refused(refusal);
                }

                await transaction.PutAsync(project, new ResourceWrite(preparer.Prepare(communication, id), author) { ExpectedVersion = 0 }, token);
                var draft = await transaction.FaxOfAsync(project, id, token) ?? throw new InvalidOperationException("A draft is no fax.");
                return new FaxResult.Done(await FaxReading.ShowAsync(transaction, project, draft, token));
            },
            cancellationToken);
    }

    /// <summary>All of the changes or none; nothing is stored when nothing changes.</summary>
    /// <param name="author">Client id.</param>
    public Task<FaxResult> UpdateAsync(ProjectKey project, Guid id, FaxChanges changes, string author, CancellationToken cancellationToken) => _change.RunAsync(
        project,
        id,
        async (transaction, fax, token) =>
        {
            if (FaxRules.Check(fax.Row, changes) is { } refusal)
            {
                return refusal;
            }

            var communication = FaxChange.Parse(fax);
            if (await ApplyAsync(transaction, project, communication, fax.Row, changes, author, token) is { } unknown)
            {
                return unknown;
            }

            await _change.StoreAsync(transaction, project, fax, communication, author, token);
            return null;
        },
        cancellationToken);

    /// <param name="current">Null for a new one.</param>
    private async ValueTask<FaxRefusal?> ApplyAsync(
        IStoreTransaction transaction, ProjectKey project, JsonObject communication, FaxRow? current, FaxChanges changes, string author, CancellationToken cancellationToken)
    {
        if (changes.PatientId is { } patient)
        {
            var key = patient.Value is { } id ? await FaxPatients.FindAsync(transaction, project, id, cancellationToken) : null;
            if (patient.Value is { } unknown && key is null)
            {
                return new FaxRefusal.PatientNotFound(unknown.ToString("D"));
            }

            FaxMapping.SetPatient(communication, key);
        }

        if (changes.Receiver is { } receiver && (current is null || receiver.Value?.ToString() != current.Receiver || receiver.Value is null))
        {
            FaxMapping.SetReceiver(
                communication, receiver.Value is { } number ? await _receivers.FindOrAddAsync(transaction, project, number, author, cancellationToken) : null);
        }

        if (changes.Sender is { } sender)
        {
            FaxMapping.SetSender(communication, sender.Value);
        }

        if (changes.Subject is { } subject && subject.Value != current?.Subject)
        {
            FaxMapping.SetSubject(communication, subject.Value);
        }

        if (changes.Reviewed is { } reviewed)
        {
            FaxMapping.SetReviewed(communication, reviewed.Value);
        }

        return null;
    }
}
