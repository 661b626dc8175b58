using FhirFax.Store;
using FhirFax.Store.Faxes;
using FhirFax.Store.Resources;

namespace FhirFax.Fax.Lifecycle;

/// <summary>A fax as its Communication tells it, and the Binaries whose sizes it does not tell.</summary>
/// <param name="Unsized">By the position of the file; null when nobody has to look.</param>
internal sealed record ShownFax(Fax Fax, IReadOnlyDictionary<int, ResourceKey>? Unsized)
{
    public static ShownFax Of(ProjectKey project, ListedFax listed)
    {
        Dictionary<int, ResourceKey>? binaries = null;
        var fax = FaxMapping.ToFax(project, listed, (position, binary) => (binaries ??= [])[position] = binary);
        return new ShownFax(fax, binaries);
    }

    /// <summary>Looks up the sizes that are missing.</summary>
    public async ValueTask<Fax> CompleteAsync(IResourceReader resources, ProjectKey project, CancellationToken cancellationToken)
    {
        if (Unsized is null)
        {
            return Fax;
        }

        var files = Fax.Files.ToArray();
        foreach (var (position, binary) in Unsized)
        {
            var size = (await resources.ReadAsync(project, binary, cancellationToken))?.Content?.Size ?? 0;
            files[position] = files[position] with { Size = size };
        }

        return Fax with { Files = files };
    }
}
