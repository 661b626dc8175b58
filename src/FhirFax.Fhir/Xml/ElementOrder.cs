using FhirFax.Fhir.Definitions;

namespace FhirFax.Fhir.Xml;

/// <summary>Holds one element's children to the order of the definition (R4 xml.html). Repetitions stand together.</summary>
internal struct ElementOrder
{
    private PropertyDefinition? _last;

    /// <summary>Why the child may not follow those before it, as a sentence; null when it may.</summary>
    public string? WhyNot(PropertyDefinition property)
    {
        if (_last is not null && property.Element.Ordinal < _last.Element.Ordinal)
        {
            return $"The element '{property.JsonName}' must stand before '{_last.JsonName}': XML keeps the order of the definition.";
        }

        if (_last == property)
        {
            return $"The element '{property.JsonName}' may appear only once.";
        }

        _last = property;
        return null;
    }
}
