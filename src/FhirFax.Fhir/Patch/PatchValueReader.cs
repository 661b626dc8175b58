using System.Text.Json;
using System.Text.Json.Nodes;
using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Json;

namespace FhirFax.Fhir.Patch;

/// <summary>Reads the <c>value</c> of an operation: a <c>value[x]</c>, a resource, or parts that spell out an element which has no type name (R4 fhirpatch.html).</summary>
internal sealed class PatchValueReader(R4Definitions definitions)
{
    private const string ParameterType = "Parameters.parameter";

    /// <param name="part">The parameter that carries the value.</param>
    /// <param name="element">What the value is to become.</param>
    /// <exception cref="PatchException">There is no value, or it is of a type that the element does not have.</exception>
    public PatchValue Read(JsonElement part, ElementDefinition element)
    {
        if (part.TryGetProperty("resource"u8, out var resource))
        {
            return Resource(resource, element);
        }

        if (FindValue(part) is { } given)
        {
            return Typed(part, given, element);
        }

        return part.TryGetProperty("part"u8, out var parts) && parts.ValueKind == JsonValueKind.Array
            ? Parts(parts, element)
            : throw PatchException.Malformed("the parameter 'value' has no value[x], part or resource");
    }

    /// <summary>The <c>value[x]</c> of a parameter; null when it has none.</summary>
    private PropertyDefinition? FindValue(JsonElement part)
    {
        var parameter = TypeOf(ParameterType);
        foreach (var member in part.EnumerateObject())
        {
            var name = member.Name.StartsWith('_') ? member.Name[1..] : member.Name;
            if (parameter.Properties.TryGetValue(name, out var property) && property.Element.Name == "value")
            {
                return property;
            }
        }

        return null;
    }

    private static PatchValue Resource(JsonElement resource, ElementDefinition element) =>
        element.Properties is [{ Type.Kind: TypeKind.Resource } only]
            ? new PatchValue(only, PatchJson.Parse(resource), null)
            : throw PatchException.NotApplicable($"a resource cannot stand in {element.Path}");

    private static PatchValue Typed(JsonElement part, PropertyDefinition given, ElementDefinition element)
    {
        var property = Match(given.Type, element)
            ?? throw PatchException.NotApplicable($"{element.Path} cannot be of type {given.Type.Name}");
        part.TryGetProperty(given.JsonName, out var json);
        part.TryGetProperty("_" + given.JsonName, out var sibling);
        return new PatchValue(property, PatchJson.Parse(json), PatchJson.Parse(sibling));
    }

    /// <summary>The form of the element that has the type given; else the one that specialises it or that it specialises, such as code for string, when there is just one.</summary>
    private static PropertyDefinition? Match(TypeDefinition given, ElementDefinition element)
    {
        PropertyDefinition? related = null;
        var count = 0;
        foreach (var property in element.Properties)
        {
            if (property.Type == given)
            {
                return property;
            }

            if (property.Type.Is(given.Name) || given.Is(property.Type.Name))
            {
                related = property;
                count++;
            }
        }

        return count == 1 ? related : null;
    }

    private PatchValue Parts(JsonElement parts, ElementDefinition element)
    {
        if (element.Properties is not [{ Type.Kind: TypeKind.Backbone or TypeKind.Complex } only])
        {
            throw PatchException.NotApplicable($"{element.Path} needs a value[x] that says its type");
        }

        var built = new JsonObject();
        foreach (var part in parts.EnumerateArray())
        {
            var name = PatchParameter.NameOf(part) ?? throw PatchException.Malformed("a part of the value has no name");
            if (!only.Type.ElementsByName.TryGetValue(name, out var child))
            {
                throw PatchException.NotApplicable($"{only.Type.Name} has no element '{JsonText.Clip(name)}'");
            }

            Add(built, Read(part, child));
        }

        return new PatchValue(only, built, null);
    }

    private static void Add(JsonObject owner, PatchValue value)
    {
        var element = value.Property.Element;
        if (element.IsArray)
        {
            ElementList.Change(owner, value.Property, list => list.Insert(list.Count, value));
        }
        else if (PatchTarget.Has(owner, element))
        {
            throw PatchException.NotApplicable($"the value has {element.Path} twice");
        }
        else
        {
            value.SetIn(owner);
        }
    }

    private TypeDefinition TypeOf(string name) =>
        definitions.TryGetType(name, out var type) ? type : throw new InvalidOperationException($"The definitions lack {name}.");
}
