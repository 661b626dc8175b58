using System.Globalization;
using FhirFax.Fhir.Outcomes;
using FhirFax.Fhir.Search;
using FhirFax.Store;
using FhirFax.Store.Resources;

namespace FhirFax.Server.Fhir.Search;

/// <summary>A search of one type, or of several one after the other, as one page. A cursor over several types begins with the number of the type that it is in.</summary>
/// <param name="queries">One a type, alike but for it.</param>
internal sealed class SearchedTypes(IResourceReader store, ProjectKey project, IReadOnlyList<SearchQuery> queries)
{
    private const int MaxCursorNumber = 1_000;

    public async Task<ResourcePage> PageAsync(CancellationToken cancellationToken) =>
        queries is [var only] ? await store.SearchAsync(project, only, cancellationToken) : await PageOfSeveralAsync(cancellationToken);

    /// <summary>Why several types cannot be searched so; null when they can.</summary>
    public Issue? Refusal() => queries switch
    {
        { Count: 1 } => null,
        [{ Sort.Count: > 0 }, ..] => Issue.Error(IssueCode.NotSupported, "'_sort' is not supported in a search of several types."),
        [{ Offset: > 0 }, ..] => Issue.Error(IssueCode.NotSupported, "'_offset' is not supported in a search of several types."),
        _ => null,
    };

    private async Task<ResourcePage> PageOfSeveralAsync(CancellationToken cancellationToken)
    {
        var (index, cursor) = (0, (string?)null);
        if (queries[0].Cursor is { } text && !TryRead(text, out index, out cursor))
        {
            return ResourcePage.BadCursor;
        }

        long? total = queries[0].Total ? await CountAsync(cancellationToken) : null;
        var left = queries[0].Count;
        var (found, included, isCut) = (new List<StoredResource>(), new List<StoredResource>(), false);
        for (; left > 0 && index < queries.Count; index++, cursor = null)
        {
            var page = await store.SearchAsync(project, queries[index] with { Cursor = cursor, Count = left, Total = false }, cancellationToken);
            if (ReferenceEquals(page, ResourcePage.BadCursor))
            {
                return page;
            }

            found.AddRange(page.Resources);
            included.AddRange(page.Included);
            isCut |= page.IsIncludeCut;
            left -= page.Resources.Count;
            if (page.Next is not null)
            {
                cursor = page.Next;
                break;
            }
        }

        var next = queries[0].Count > 0 && index < queries.Count ? string.Create(CultureInfo.InvariantCulture, $"{index}.{cursor}") : null;
        return new ResourcePage(found, next, total) { Included = Distinct(included, found), IsIncludeCut = isCut };
    }

    private async Task<long> CountAsync(CancellationToken cancellationToken)
    {
        var total = 0L;
        foreach (var query in queries)
        {
            total += (await store.SearchAsync(project, query with { Count = 0, Total = true, Cursor = null }, cancellationToken)).Total ?? 0;
        }

        return total;
    }

    private bool TryRead(string text, out int index, out string? cursor)
    {
        cursor = null;
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot <= 0 || !int.TryParse(text.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out index) || index >= Math.Min(queries.Count, MaxCursorNumber))
        {
            index = 0;
            return false;
        }

        cursor = dot + 1 < text.Length ? text[(dot + 1)..] : null;
        return true;
    }

    /// <summary>What one type's resources include may have been found for another, or be on the page itself.</summary>
    private static List<StoredResource> Distinct(List<StoredResource> included, List<StoredResource> found)
    {
        var seen = found.Select(r => r.Key).ToHashSet();
        return included.FindAll(r => seen.Add(r.Key));
    }
}
