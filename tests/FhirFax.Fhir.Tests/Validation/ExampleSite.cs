using System.Text.Json.Nodes;
using FhirFax.Fhir.Definitions;

namespace FhirFax.Fhir.Tests.Validation;

/// <summary>One property of one object in a resource, with the path that an issue about it should name.</summary>
internal sealed record ExampleSite(JsonObject Owner, TypeDefinition OwnerType, string OwnerPath, PropertyDefinition Property)
{
    public JsonNode Value => Owner[Property.JsonName]!;

    public string Path => $"{OwnerPath}.{Property.Element.Name}";

    /// <summary>Every known property of a resource, depth first, in document order.</summary>
    public static IEnumerable<ExampleSite> In(JsonObject resource)
    {
        var name = resource["resourceType"]!.GetValue<string>();
        return In(resource, TypeOf(name), name);
    }

    private static TypeDefinition TypeOf(string name) => R4Definitions.Current.TryGetType(name, out var type) ? type : throw new ArgumentException(name);

    private static IEnumerable<ExampleSite> In(JsonObject owner, TypeDefinition type, string path)
    {
        foreach (var (name, value) in owner.ToList())
        {
            if (value is null || !type.Properties.TryGetValue(name, out var property))
            {
                continue;
            }

            var site = new ExampleSite(owner, type, path, property);
            yield return site;
            foreach (var below in Below(site, value))
            {
                yield return below;
            }
        }
    }

    private static IEnumerable<ExampleSite> Below(ExampleSite site, JsonNode value)
    {
        if (value is JsonObject single)
        {
            return In(single, ActualType(site, single), site.Path);
        }

        return value is JsonArray array
            ? array.Select((item, index) => (item, index))
                .Where(entry => entry.item is JsonObject)
                .SelectMany(entry => In((JsonObject)entry.item!, ActualType(site, (JsonObject)entry.item!), $"{site.Path}[{entry.index}]"))
            : [];
    }

    private static TypeDefinition ActualType(ExampleSite site, JsonObject value) =>
        site.Property.Type.Kind == TypeKind.Resource ? TypeOf(value["resourceType"]!.GetValue<string>()) : site.Property.Type;
}
