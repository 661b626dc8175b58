using FhirFax.Store;
using FhirFax.Store.Faxes;
using FhirFax.Store.Resources;

namespace FhirFax.Fax.Lifecycle;

/// <summary>Shows faxes.</summary>
public sealed class FaxReading(IFhirFaxStore store)
{
    /// <returns>The page, and how many faxes there are in all.</returns>
    public async Task<(IReadOnlyList<Fax> Faxes, long Total)> ListAsync(ProjectKey project, FaxListQuery query, CancellationToken cancellationToken)
    {
        // A Communication may hold megabytes of inline data; what is shown of it is small.
        var page = await store.FaxesAsync(project, query, listed => ShownFax.Of(project, listed), cancellationToken);
        var faxes = new List<Fax>(page.Faxes.Count);
        foreach (var shown in page.Faxes)
        {
            faxes.Add(await shown.CompleteAsync(store, project, cancellationToken));
        }

        return (faxes, page.Total);
    }

    public async Task<FaxResult> FindAsync(ProjectKey project, Guid id, CancellationToken cancellationToken) =>
        await store.FaxAsync(project, id, cancellationToken) is { } listed
            ? new FaxResult.Done(await ShowAsync(store, project, listed, cancellationToken))
            : new FaxResult.Refused(new FaxRefusal.NotFound(id.ToString("D")));

    internal static ValueTask<Fax> ShowAsync(IResourceReader resources, ProjectKey project, ListedFax listed, CancellationToken cancellationToken) =>
        ShownFax.Of(project, listed).CompleteAsync(resources, project, cancellationToken);
}
