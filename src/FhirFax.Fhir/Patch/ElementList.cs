using System.Text.Json.Nodes;
using FhirFax.Fhir.Definitions;

namespace FhirFax.Fhir.Patch;

/// <summary>A repeating element: for a primitive the array of values and the array of their ids and extensions beside it, kept in step (R4 json.html#primitive).</summary>
internal sealed class ElementList
{
    private readonly JsonObject _owner;
    private readonly PropertyDefinition _property;
    private readonly List<PatchValue> _items = [];

    private ElementList(JsonObject owner, PropertyDefinition property)
    {
        _owner = owner;
        _property = property;
    }

    public int Count => _items.Count;

    /// <summary>Changes the list and writes it back; without entries it is left out.</summary>
    public static void Change(JsonObject owner, PropertyDefinition property, Action<ElementList> change)
    {
        var list = new ElementList(owner, property);
        list.Read();
        change(list);
        list.Write();
    }

    public static int CountOf(JsonObject owner, PropertyDefinition property) =>
        Math.Max((owner[property.JsonName] as JsonArray)?.Count ?? 0, (owner[PatchValue.SiblingOf(property)] as JsonArray)?.Count ?? 0);

    public void Insert(int index, PatchValue value) => _items.Insert(index, value);

    public void Replace(int index, PatchValue value) => _items[index] = value;

    public void RemoveAt(int index) => _items.RemoveAt(index);

    public void Move(int source, int destination)
    {
        var item = _items[source];
        _items.RemoveAt(source);
        _items.Insert(destination, item);
    }

    private void Read()
    {
        var values = Take(_property.JsonName);
        var siblings = Take(PatchValue.SiblingOf(_property));
        for (var i = 0; i < Math.Max(values.Length, siblings.Length); i++)
        {
            _items.Add(new PatchValue(_property, i < values.Length ? values[i] : null, i < siblings.Length ? siblings[i] : null));
        }
    }

    private JsonNode?[] Take(string name)
    {
        if (_owner[name] is not JsonArray array)
        {
            return [];
        }

        var nodes = array.ToArray();
        array.Clear();
        return nodes;
    }

    private void Write()
    {
        Write(_property.JsonName, item => item.Json);
        Write(PatchValue.SiblingOf(_property), item => item.Sibling);
    }

    private void Write(string name, Func<PatchValue, JsonNode?> part)
    {
        if (_items.TrueForAll(item => part(item) is null))
        {
            _owner.Remove(name);
            return;
        }

        _owner[name] = new JsonArray([.. _items.Select(part)]);
    }
}
