using System.Text.Json;
using FhirFax.Fax.Lifecycle.Files;
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
        var page = await store.FaxesAsync(project, query, cancellationToken);
        var faxes = new List<Fax>(page.Faxes.Count);
        foreach (var listed in page.Faxes)
        {
            faxes.Add(await ShowAsync(store, project, listed, cancellationToken));
        }

        return (faxes, page.Total);
    }

    public async Task<FaxResult> FindAsync(ProjectKey project, Guid id, CancellationToken cancellationToken) =>
        await store.FaxAsync(project, id, cancellationToken) is { } listed
            ? new FaxResult.Done(await ShowAsync(store, project, listed, cancellationToken))
            : new FaxResult.Refused(new FaxRefusal.NotFound(id.ToString("D")));

    /// <summary>Looks up the sizes that the Communication does not tell.</summary>
    internal static async ValueTask<Fax> ShowAsync(IResourceReader resources, ProjectKey project, ListedFax listed, CancellationToken cancellationToken)
    {
        Dictionary<ResourceKey, long>? sizes = null;
        using (var json = JsonDocument.Parse(listed.Communication.Utf8))
        {
            foreach (var binary in FaxFiles.Unsized(json.RootElement))
            {
                sizes ??= [];
                sizes[binary] = (await resources.ReadAsync(project, binary, cancellationToken))?.Content?.Size ?? 0;
            }
        }

        return FaxMapping.ToFax(project, listed, binary => sizes?.GetValueOrDefault(binary) ?? 0);
    }
}
