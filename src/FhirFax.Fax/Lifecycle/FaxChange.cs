using System.Text.Json.Nodes;
using FhirFax.Fax.Resources;
using FhirFax.Store;
using FhirFax.Store.Faxes;
using FhirFax.Store.Resources;

namespace FhirFax.Fax.Lifecycle;

/// <summary>One change of one fax in one transaction: so changes of a fax come one after the other, and each is refused or done as the fax stands then.</summary>
internal sealed class FaxChange(IFhirFaxStore store, ResourcePreparer preparer)
{
    /// <param name="change">Null: it is done. It may run again.</param>
    public Task<FaxResult> RunAsync(
        ProjectKey project,
        Guid id,
        Func<IStoreTransaction, ListedFax, CancellationToken, ValueTask<FaxRefusal?>> change,
        CancellationToken cancellationToken) => store.WriteAsync<FaxResult>(
        async (transaction, token) =>
        {
            if (await transaction.FaxAsync(project, id, token) is not { } fax)
            {
                return Refuse(transaction, new FaxRefusal.NotFound(id.ToString("D")));
            }

            if (await change(transaction, fax, token) is { } refusal)
            {
                return Refuse(transaction, refusal);
            }

            var changed = await transaction.FaxAsync(project, id, token) ?? fax;
            return new FaxResult.Done(await FaxReading.ShowAsync(transaction, project, changed, token));
        },
        cancellationToken);

    public static JsonObject Parse(ListedFax fax) => JsonNode.Parse(fax.Communication.Utf8.Span)!.AsObject();

    /// <summary>Stores the Communication when it is not what it was.</summary>
    public async ValueTask StoreAsync(
        IStoreTransaction transaction, ProjectKey project, ListedFax fax, JsonObject communication, string author, CancellationToken cancellationToken)
    {
        if (!JsonNode.DeepEquals(Parse(fax), communication))
        {
            await transaction.PutAsync(project, new ResourceWrite(preparer.Prepare(communication, fax.Communication.Key.Id), author), cancellationToken);
        }
    }

    private static FaxResult.Refused Refuse(IStoreTransaction transaction, FaxRefusal refusal)
    {
        transaction.Abandon();
        return new FaxResult.Refused(refusal);
    }
}
