using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace FhirFax.Fhir.Definitions;

/// <summary>The search parameters of <c>search-parameters.jsonl</c>, and those of our own, by resource type.</summary>
internal sealed class SearchParameterTable
{
    private readonly FrozenDictionary<string, SearchParameterDefinition[]> _byType;
    private readonly FrozenDictionary<string, FrozenDictionary<string, SearchParameterDefinition>> _byCode;

    private SearchParameterTable(Dictionary<string, SearchParameterDefinition[]> byType)
    {
        _byType = byType.ToFrozenDictionary(StringComparer.Ordinal);
        _byCode = byType.ToFrozenDictionary(
            pair => pair.Key, pair => pair.Value.ToFrozenDictionary(p => p.Code, StringComparer.Ordinal), StringComparer.Ordinal);
    }

    public IReadOnlyList<SearchParameterDefinition> Of(string resourceType) => _byType.GetValueOrDefault(resourceType, []);

    public bool TryGet(string resourceType, string code, [NotNullWhen(true)] out SearchParameterDefinition? parameter)
    {
        parameter = null;
        return _byCode.TryGetValue(resourceType, out var codes) && codes.TryGetValue(code, out parameter);
    }

    public static SearchParameterTable Load(IReadOnlyList<TypeDefinition> resourceTypes)
    {
        var byBase = new Dictionary<string, List<SearchParameterDefinition>>(StringComparer.Ordinal);
        foreach (var line in EmbeddedDefinitions.ReadLines("search-parameters.jsonl").Concat(EmbeddedDefinitions.ReadSearchParameters()))
        {
            var parameter = Read(line);
            foreach (var resourceType in parameter.Bases)
            {
                if (!byBase.TryGetValue(resourceType, out var list))
                {
                    byBase[resourceType] = list = [];
                }

                list.Add(parameter);
            }
        }

        var byType = new Dictionary<string, SearchParameterDefinition[]>(resourceTypes.Count, StringComparer.Ordinal);
        foreach (var type in resourceTypes)
        {
            byType.Add(type.Name, Collect(type, byBase));
        }

        return new SearchParameterTable(byType);
    }

    /// <summary>The nearest definition of a code wins: the type's own before DomainResource's before Resource's.</summary>
    private static SearchParameterDefinition[] Collect(TypeDefinition type, Dictionary<string, List<SearchParameterDefinition>> byBase)
    {
        var found = new SortedDictionary<string, SearchParameterDefinition>(StringComparer.Ordinal);
        for (var level = type; level is not null; level = level.Base)
        {
            foreach (var parameter in byBase.GetValueOrDefault(level.Name, []))
            {
                found.TryAdd(parameter.Code, parameter);
            }
        }

        return [.. found.Values];
    }

    private static SearchParameterDefinition Read(JsonElement line) => new(
        line.Text("code"),
        line.Text("url"),
        Enum.Parse<SearchParameterType>(line.Text("type"), ignoreCase: true),
        line.Texts("base"),
        line.TextOrNull("expression"),
        line.Texts("target"),
        Components(line));

    private static SearchParameterComponent[] Components(JsonElement line)
    {
        if (!line.TryGetProperty("component", out var stated))
        {
            return [];
        }

        var components = new SearchParameterComponent[stated.GetArrayLength()];
        for (var i = 0; i < components.Length; i++)
        {
            components[i] = new SearchParameterComponent(stated[i].Text("definition"), stated[i].Text("expression"));
        }

        return components;
    }
}
