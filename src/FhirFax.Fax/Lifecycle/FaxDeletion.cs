using System.Text.Json;
using FhirFax.Fax.Lifecycle.Files;
using FhirFax.Fax.Resources;
using FhirFax.Store;
using FhirFax.Store.Faxes;

namespace FhirFax.Fax.Lifecycle;

/// <summary>Deletes faxes that are not on their way (fax-lifecycle-api.md 8.10). What a received one was filed as stays in the patient's record.</summary>
public sealed class FaxDeletion(IFhirFaxStore store)
{
    /// <summary>Null when it was deleted.</summary>
    /// <param name="author">Client id.</param>
    public Task<FaxRefusal?> DeleteAsync(ProjectKey project, Guid id, string author, CancellationToken cancellationToken) => store.WriteAsync(
        async (transaction, token) =>
        {
            if (await transaction.FaxAsync(project, id, token) is not { } fax)
            {
                return new FaxRefusal.NotFound(id.ToString("D"));
            }

            if (FaxRules.Check(fax.Row, FaxOperation.Delete) is { } refusal)
            {
                return refusal;
            }

            if (fax.Row.Status == FaxStatus.Draft)
            {
                using var json = JsonDocument.Parse(fax.Communication.Utf8);
                foreach (var binary in FaxFiles.Binaries(json.RootElement))
                {
                    await DraftBinaries.RemoveAsync(transaction, project, fax.Communication.Key, binary, author, token);
                }
            }

            await transaction.DeleteAsync(project, fax.Communication.Key, null, author, token);
            return null;
        },
        cancellationToken);
}
