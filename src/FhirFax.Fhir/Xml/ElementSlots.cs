using System.Buffers;
using System.Text.Json;
using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Validation;

namespace FhirFax.Fhir.Xml;

/// <summary>The members of one JSON object, each at the place its element has in the definition: XML has an order, JSON has none.</summary>
/// <remarks>Rented; give it back with <see cref="Dispose"/>.</remarks>
internal readonly ref struct ElementSlots
{
    private readonly Slot[] _slots;
    private readonly int _count;

    private ElementSlots(Slot[] slots, int count)
    {
        _slots = slots;
        _count = count;
    }

    public ReadOnlySpan<Slot> Span => _slots.AsSpan(0, _count);

    /// <summary>Members that the definition does not know are left out: they have no form in XML.</summary>
    public static ElementSlots Of(JsonElement value, TypeDefinition type)
    {
        var slots = new ElementSlots(ArrayPool<Slot>.Shared.Rent(type.Elements.Count), type.Elements.Count);
        foreach (var member in value.EnumerateObject())
        {
            if (!PropertyNames.TryFind(type, member, out var property, out var isSibling))
            {
                continue;
            }

            ref var slot = ref slots._slots[property.Element.Ordinal];
            slot.Property = property;
            if (isSibling)
            {
                slot.Sibling = member.Value;
            }
            else
            {
                slot.Value = member.Value;
            }
        }

        return slots;
    }

    public void Dispose()
    {
        if (_slots is not null)
        {
            _slots.AsSpan(0, _count).Clear();
            ArrayPool<Slot>.Shared.Return(_slots);
        }
    }

    /// <summary>One element: its value, and what stands beside it under <c>_name</c>. Undefined where there is none.</summary>
    internal struct Slot
    {
        /// <summary>Null: the object does not have the element.</summary>
        public PropertyDefinition? Property;

        public JsonElement Value;

        public JsonElement Sibling;
    }
}
