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
            Write(shape.Append('\n'), filter);
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

    private static StringBuilder Write(StringBuilder shape, SearchFilter filter)
    {
        switch (filter)
        {
            case SearchFilter.Parameter p:
                return shape.Append(p.Code).Append('=').AppendJoin(',', p.AnyOf);
            case SearchFilter.Id i:
                return shape.Append("_id=").AppendJoin(',', i.AnyOf);
            case SearchFilter.LastUpdated u:
                return shape.Append("_lastUpdated=").AppendJoin(',', u.AnyOf);
            case SearchFilter.Missing m:
                return shape.Append(m);
            case SearchFilter.Not n:
                return Write(shape.Append('!'), n.Filter);
            case SearchFilter.Has h:
                return Write(shape.Append(h.SourceType).Append('/').Append(h.Code).Append(">("), h.Filter).Append(')');
            case SearchFilter.Chain c:
                shape.Append(c.Code);
                foreach (var target in c.AnyOf)
                {
                    Write(shape.Append('.').Append(target.ResourceType).Append('('), target.Filter).Append(')');
                }

                return shape;
            default:
                throw new NotSupportedException($"No search by {filter.GetType().Name}.");
        }
    }
}
