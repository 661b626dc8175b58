using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Search;
using FhirFax.Store.Sqlite.Engine;
using FhirFax.Store.Sqlite.Resources;

namespace FhirFax.Store.Sqlite.Search;

/// <summary>Makes SQL of filters.</summary>
/// <param name="now">For <c>ap</c> on dates, in microseconds.</param>
internal sealed class FilterTranslation(Session session, long project, long now)
{
    public FilterSql Translate(long type, string typeName, SearchFilter filter) => filter switch
    {
        SearchFilter.Parameter { Type: SearchParameterType.Composite } p => new CompositeFilter(session.FindParameter(project, type, p.Code), [.. p.AnyOf.Select(v => Conditions(((SearchValue.Composite)v).Parts))]),
        SearchFilter.Parameter p => new IndexFilter(session.FindParameter(project, type, p.Code), Conditions(p.AnyOf)),
        SearchFilter.Id i => new IdFilter(project, type, i.AnyOf),
        SearchFilter.LastUpdated u => new LastUpdatedFilter(project, type, u.AnyOf, now),
        SearchFilter.Missing { IsMissing: true } m => new NotFilter(Present(type, m)),
        SearchFilter.Missing m => Present(type, m),
        SearchFilter.Not n => new NotFilter(Translate(type, typeName, n.Filter)),
        SearchFilter.Chain c => new ChainFilter(project, Links(type, c.Code), Targets(c)),
        SearchFilter.Has h => Has(type, typeName, h),
        _ => throw new NotSupportedException($"No search by {filter.GetType().Name}."),
    };

    private IndexCondition[] Conditions(IReadOnlyList<SearchValue> anyOf)
    {
        var conditions = new IndexCondition[anyOf.Count];
        for (var i = 0; i < conditions.Length; i++)
        {
            conditions[i] = IndexCondition.From(anyOf[i], now);
        }

        return conditions;
    }

    private PresentFilter Present(long type, SearchFilter.Missing missing)
    {
        var parameters = new List<(bool IsComposite, long Parameter)>(2);
        if (session.FindParameter(project, type, missing.Code) is { } own)
        {
            parameters.Add((missing.Type == SearchParameterType.Composite, own));
        }

        if (session.FindParameter(project, type, DerivedCode.Present(missing.Code)) is { } present)
        {
            parameters.Add((false, present));
        }

        return new PresentFilter(parameters);
    }

    private List<ChainFilter.Target> Targets(SearchFilter.Chain chain)
    {
        var targets = new List<ChainFilter.Target>(chain.AnyOf.Count);
        foreach (var target in chain.AnyOf)
        {
            if (session.FindType(target.ResourceType) is { } type && Translate(type, target.ResourceType, target.Filter) is { IsEmpty: false } filter)
            {
                targets.Add(new ChainFilter.Target(target.ResourceType, type, Name(type), filter));
            }
        }

        return targets;
    }

    private FilterSql Has(long type, string typeName, SearchFilter.Has has) => session.FindType(has.SourceType) is { } source
        ? new HasFilter(project, type, typeName, Links(source, has.Code), Name(type), Translate(source, has.SourceType, has.Filter))
        : new PresentFilter([]);

    private ReferenceLinks Links(long type, string code) =>
        new(session.FindParameter(project, type, code), session.FindParameter(project, type, DerivedCode.Canonical(code)));

    private long? Name(long type) => session.FindParameter(project, type, DerivedCode.CanonicalName);
}
