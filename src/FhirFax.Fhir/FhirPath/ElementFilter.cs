using System.Text;
using System.Text.Json;
using FhirFax.Fhir.Definitions;

namespace FhirFax.Fhir.FhirPath;

/// <summary>A condition on an element inside a <see cref="DirectPath"/>.</summary>
internal abstract class ElementFilter
{
    public abstract bool Accepts(JsonElement element, FhirPathItem root);

    internal sealed class Having(string child, string text) : ElementFilter
    {
        private readonly byte[] _child = Encoding.UTF8.GetBytes(child);
        private readonly byte[] _text = Encoding.UTF8.GetBytes(text);

        public override bool Accepts(JsonElement element, FhirPathItem root) =>
            element.ValueKind == JsonValueKind.Object
            && element.TryGetProperty(_child, out var value)
            && value.ValueKind == JsonValueKind.String
            && value.ValueEquals(_text);
    }

    internal sealed class Targeting(string type, R4Definitions definitions) : ElementFilter
    {
        public override bool Accepts(JsonElement element, FhirPathItem root) =>
            ReferenceTarget.TryFindContained(element, root, definitions, out var contained)
                ? contained.Type!.Is(type)
                : ReferenceTarget.TypeOf(element, definitions)?.Is(type) == true;
    }
}
