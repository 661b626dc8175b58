using System.Globalization;
using System.Text.Json;

namespace FhirFax.Fhir.Definitions;

/// <summary>Turns <c>types.jsonl</c> into linked <see cref="TypeDefinition"/>s: first every type, backbone elements included, then their members.</summary>
internal sealed class TypeCompiler(Dictionary<string, CodeBinding> valueSets)
{
    private readonly Dictionary<string, Source> _sources = new(StringComparer.Ordinal);

    /// <summary>What a type is compiled from.</summary>
    private sealed class Source(TypeDefinition type, string? baseName, JsonElement stated)
    {
        public TypeDefinition Type { get; } = type;

        public string? BaseName { get; } = baseName;

        /// <summary>The line of a type, or the element that a backbone type is defined by.</summary>
        public JsonElement Stated { get; } = stated;

        public List<JsonElement> Elements { get; } = [];

        public bool IsCompiled { get; set; }
    }

    public Dictionary<string, TypeDefinition> Compile()
    {
        foreach (var line in EmbeddedDefinitions.ReadLines("types.jsonl"))
        {
            Declare(line);
        }

        var types = new Dictionary<string, TypeDefinition>(_sources.Count, StringComparer.Ordinal);
        foreach (var source in _sources.Values)
        {
            Link(source);
            types.Add(source.Type.Name, source.Type);
        }

        return types;
    }

    private void Declare(JsonElement line)
    {
        var name = line.Text("name");
        var kind = KindOf(name, line.Text("kind"));
        var type = new TypeDefinition
        {
            Name = name,
            Kind = kind,
            Format = kind is TypeKind.Primitive or TypeKind.Xhtml ? Enum.Parse<PrimitiveFormat>(name, ignoreCase: true) : PrimitiveFormat.None,
            IsAbstract = line.Flag("abstract"),
            Pattern = line.TextOrNull("pattern") is { } pattern ? $"^(?:{pattern})$" : null,
        };
        _sources.Add(name, new Source(type, line.TextOrNull("base"), line));
        foreach (var element in line.GetProperty("elements").EnumerateArray())
        {
            var path = element.Text("path");
            _sources[path[..path.LastIndexOf('.')]].Elements.Add(element);
            if (BackboneBase(element) is { } backbone)
            {
                _sources.Add(path, new Source(new TypeDefinition { Name = path, Kind = TypeKind.Backbone }, backbone, element));
            }
        }
    }

    private static TypeKind KindOf(string name, string kind) => (name, kind) switch
    {
        ("xhtml", _) => TypeKind.Xhtml,
        (_, "primitive-type") => TypeKind.Primitive,
        (_, "resource") => TypeKind.Resource,
        _ => TypeKind.Complex,
    };

    /// <summary><c>BackboneElement</c> or <c>Element</c> where the element's content is defined in place; else null.</summary>
    private static string? BackboneBase(JsonElement element)
    {
        if (!element.TryGetProperty("types", out var types) || types.GetArrayLength() != 1)
        {
            return null;
        }

        var only = types[0];
        return only.ValueKind == JsonValueKind.String && (only.ValueEquals("BackboneElement"u8) || only.ValueEquals("Element"u8))
            ? only.GetString()
            : null;
    }

    private void Link(Source source)
    {
        if (source.IsCompiled)
        {
            return;
        }

        source.IsCompiled = true;
        var type = source.Type;
        var elements = new List<ElementDefinition>();
        var invariants = new List<InvariantDefinition>();
        if (source.BaseName is { } baseName)
        {
            var parent = _sources[baseName];
            Link(parent);
            type.Base = parent.Type;
            elements.AddRange(parent.Type.Elements);
            invariants.AddRange(parent.Type.Invariants);
        }

        foreach (var element in source.Elements)
        {
            elements.Add(CompileElement(element, elements.Count));
        }

        invariants.AddRange(Invariants(source.Stated));
        type.Invariants = invariants;
        type.SetElements(elements);
    }

    private ElementDefinition CompileElement(JsonElement stated, int ordinal)
    {
        var path = stated.Text("path");
        var name = path[(path.LastIndexOf('.') + 1)..];
        var isChoice = name.EndsWith("[x]", StringComparison.Ordinal);
        var isBackbone = _sources.ContainsKey(path);
        var element = new ElementDefinition
        {
            Name = isChoice ? name[..^3] : name,
            Path = path,
            Min = stated.TryGetProperty("min", out var min) ? min.GetInt32() : 0,
            Max = MaxOf(stated.TextOrNull("max")),
            IsChoice = isChoice,
            Binding = stated.TextOrNull("binding") is { } valueSet ? valueSets[valueSet] : null,
            // A backbone's invariants stand with its type, so that they also hold where a contentReference reuses it.
            Invariants = isBackbone ? [] : Invariants(stated),
            IsSummary = stated.Flag("summary"),
            Ordinal = ordinal,
        };
        element.Properties = PropertiesOf(element, stated);
        return element;
    }

    private static int MaxOf(string? max) => max switch
    {
        null => 1,
        "*" => int.MaxValue,
        _ => int.Parse(max, CultureInfo.InvariantCulture),
    };

    private PropertyDefinition[] PropertiesOf(ElementDefinition element, JsonElement stated)
    {
        if (stated.TextOrNull("contentReference") is { } reference)
        {
            return [new PropertyDefinition { JsonName = element.Name, Element = element, Type = _sources[reference].Type }];
        }

        if (_sources.TryGetValue(element.Path, out var backbone))
        {
            return [new PropertyDefinition { JsonName = element.Name, Element = element, Type = backbone.Type }];
        }

        var types = stated.GetProperty("types");
        var properties = new PropertyDefinition[types.GetArrayLength()];
        for (var i = 0; i < properties.Length; i++)
        {
            var isPlain = types[i].ValueKind == JsonValueKind.String;
            var code = isPlain ? types[i].GetString()! : types[i].Text("code");
            properties[i] = new PropertyDefinition
            {
                JsonName = element.IsChoice ? $"{element.Name}{char.ToUpperInvariant(code[0])}{code.AsSpan(1)}" : element.Name,
                Element = element,
                Type = _sources[code].Type,
                Targets = isPlain ? [] : types[i].Texts("targets"),
            };
        }

        return properties;
    }

    private static InvariantDefinition[] Invariants(JsonElement stated)
    {
        if (!stated.TryGetProperty("constraints", out var constraints))
        {
            return [];
        }

        var invariants = new InvariantDefinition[constraints.GetArrayLength()];
        var next = 0;
        foreach (var constraint in constraints.EnumerateArray())
        {
            invariants[next++] = new InvariantDefinition(
                constraint.Text("key"), constraint.Text("severity") == "error", constraint.Text("human"), constraint.Text("expression"));
        }

        return invariants;
    }
}
