using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.FhirPath;
using FhirFax.Fhir.Json;

namespace FhirFax.Fhir.Patch;

/// <summary>Where in the JSON tree an element stands.</summary>
/// <param name="Owner">The object that has it, at the place where its primitive siblings are too.</param>
/// <param name="Index">Its place in a repeating element; -1 in a single one.</param>
internal sealed record PatchTarget(JsonObject Owner, PropertyDefinition Property, int Index)
{
    /// <summary>Whether an object has the element under any of its names.</summary>
    public static bool Has(JsonObject owner, ElementDefinition element)
    {
        foreach (var property in element.Properties)
        {
            if (owner.ContainsKey(property.JsonName) || owner.ContainsKey(PatchValue.SiblingOf(property)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether an item is the whole resource.</summary>
    public static bool IsRoot(FhirPathItem item, ResourceDocument document) =>
        item.Json.ValueKind == JsonValueKind.Object && OffsetOf(item.Json, document) == OffsetOf(document.Root, document);

    /// <summary>Finds an element that FHIRPath found in <paramref name="document"/> in the tree that the document was written from.</summary>
    /// <exception cref="PatchException">The item is a computed value, the resource itself, or not in this resource.</exception>
    public static PatchTarget Find(FhirPathItem item, ResourceDocument document, JsonObject tree, R4Definitions definitions)
    {
        var wanted = item.Json.ValueKind != JsonValueKind.Undefined ? item.Json : item.Sibling;
        var start = OffsetOf(wanted, document);
        if (start < 0)
        {
            throw PatchException.NotApplicable("the path does not select an element of this resource");
        }

        definitions.TryGetType(document.ResourceType, out var type);
        return Descend(document, start, tree, type!, definitions)
            ?? throw PatchException.NotApplicable("the path selects the resource itself");
    }

    /// <summary>The object that an element is; for a primitive the one beside it, which is made when missing.</summary>
    public JsonObject AsObject()
    {
        if (Property.Type.Format == PrimitiveFormat.None)
        {
            return (Index < 0 ? Owner[Property.JsonName] : Owner[Property.JsonName]?.AsArray()[Index]) as JsonObject
                ?? throw PatchException.NotApplicable("the path does not select an object");
        }

        var name = PatchValue.SiblingOf(Property);
        if (Index >= 0)
        {
            throw PatchException.NotApplicable("nothing can be added to one of several primitive values");
        }

        if (Owner[name] is not JsonObject sibling)
        {
            Owner[name] = sibling = [];
        }

        return sibling;
    }

    /// <summary>The bytes of an element are a slice of its document's, so where they start says which element it is. -1 when they are not.</summary>
    private static int OffsetOf(JsonElement element, ResourceDocument document)
    {
        if (element.ValueKind == JsonValueKind.Undefined)
        {
            return -1;
        }

        var raw = JsonMarshal.GetRawUtf8Value(element);
        return document.Utf8.Span.Overlaps(raw, out var offset) ? offset : -1;
    }

    private static PatchTarget? Descend(ResourceDocument document, int start, JsonObject tree, TypeDefinition type, R4Definitions definitions)
    {
        var (element, owner) = (document.Root, tree);
        PatchTarget? found = null;
        while (OffsetOf(element, document) != start)
        {
            if (element.ValueKind == JsonValueKind.Array)
            {
                (element, var index) = ItemAt(element, document, start);
                found = found! with { Index = index };
            }
            else
            {
                owner = found is null ? tree : found.ObjectBelow();
                (element, var property) = MemberAt(element, type, document, start);
                found = new PatchTarget(owner, property, -1);
                type = property.Type;
            }

            if (element.ValueKind == JsonValueKind.Object && type.TryResolveInstance(element, definitions, out var actual))
            {
                type = actual;
            }
        }

        return found;
    }

    /// <summary>The object to look into further, which for a primitive is the one beside it.</summary>
    private JsonObject ObjectBelow()
    {
        var name = Property.Type.Format == PrimitiveFormat.None ? Property.JsonName : PatchValue.SiblingOf(Property);
        return (Index < 0 ? Owner[name] : Owner[name]?.AsArray()[Index]) as JsonObject ?? throw NotThere();
    }

    private static (JsonElement Element, int Index) ItemAt(JsonElement array, ResourceDocument document, int start)
    {
        var index = 0;
        foreach (var item in array.EnumerateArray())
        {
            if (Covers(item, document, start))
            {
                return (item, index);
            }

            index++;
        }

        throw NotThere();
    }

    private static (JsonElement Element, PropertyDefinition Property) MemberAt(JsonElement owner, TypeDefinition type, ResourceDocument document, int start)
    {
        foreach (var member in owner.EnumerateObject())
        {
            if (Covers(member.Value, document, start))
            {
                var name = member.Name.StartsWith('_') ? member.Name[1..] : member.Name;
                return type.Properties.TryGetValue(name, out var property) ? (member.Value, property) : throw NotThere();
            }
        }

        throw NotThere();
    }

    private static bool Covers(JsonElement element, ResourceDocument document, int start)
    {
        var offset = OffsetOf(element, document);
        return offset >= 0 && offset <= start && start < offset + JsonMarshal.GetRawUtf8Value(element).Length;
    }

    private static PatchException NotThere() => PatchException.NotApplicable("the path does not select an element of this resource");
}
