using System.Text.Json;
using FhirFax.Fhir.Definitions;

namespace FhirFax.Fhir.Validation;

/// <summary>Steps through the <c>_name</c> array beside an array of primitives, forwards only: indexing a <see cref="JsonElement"/> array would cost its length each time.</summary>
internal struct SiblingCursor(JsonElement owner, PropertyDefinition property)
{
    private JsonElement.ArrayEnumerator _siblings;
    private bool _isOpen;
    private int _next;

    /// <summary>Whether the array has an object at <paramref name="index"/>, which must not decrease from call to call.</summary>
    public bool HasObjectAt(int index)
    {
        if (!_isOpen)
        {
            _isOpen = true;
            if (owner.TryGetProperty(SiblingRules.NameOf(property), out var siblings) && siblings.ValueKind == JsonValueKind.Array)
            {
                _siblings = siblings.EnumerateArray();
            }
        }

        while (_next <= index && _siblings.MoveNext())
        {
            _next++;
        }

        return _next == index + 1 && _siblings.Current.ValueKind == JsonValueKind.Object;
    }
}
