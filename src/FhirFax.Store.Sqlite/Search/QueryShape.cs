using System.Globalization;
using System.Text;
using FhirFax.Fhir.Search;
using FhirFax.Store.Resources;

namespace FhirFax.Store.Sqlite.Search;

/// <summary>What has to stay the same from page to page, as text: everything but the page's size and place.</summary>
internal static class QueryShape
{
    public static string Of(ProjectKey project, SearchQuery query)
    {
        var shape = new StringBuilder().Append(CultureInfo.InvariantCulture, $"search {project} {query.ResourceType}");
        foreach (var filter in query.Filters)
        {
            _ = filter switch
            {
                SearchFilter.Parameter p => shape.Append('\n').Append(p.Code).Append('=').AppendJoin(',', p.AnyOf),
                SearchFilter.Id i => shape.Append("\n_id=").AppendJoin(',', i.AnyOf),
                SearchFilter.LastUpdated u => shape.Append("\n_lastUpdated=").AppendJoin(',', u.AnyOf),
                _ => throw new NotSupportedException($"No search by {filter.GetType().Name}."),
            };
        }

        foreach (var key in query.Sort)
        {
            shape.Append('\n').Append(key.Descending ? '-' : '+').Append(key.Parameter);
        }

        return shape.ToString();
    }

    public static string Of(ProjectKey project, HistoryQuery query) => string.Create(
        CultureInfo.InvariantCulture,
        $"history {project} {query.ResourceType}/{query.Id} {query.Since?.UtcTicks} {query.At?.UtcTicks} {query.AtEnd?.UtcTicks}");
}
