using System.Text.Json.Nodes;
using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Search;

namespace FhirFax.Server.Fhir.Capabilities;

/// <summary>What a search takes, for the CapabilityStatement.</summary>
internal sealed class SearchDeclarations
{
    private readonly Dictionary<string, List<string>> _reverseIncludes = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<SearchParameterDefinition> _common;

    public SearchDeclarations(R4Definitions definitions)
    {
        Definitions = definitions;
        foreach (var type in definitions.ResourceTypes)
        {
            foreach (var parameter in References(type.Name))
            {
                foreach (var target in parameter.Targets)
                {
                    (_reverseIncludes.TryGetValue(target, out var found) ? found : _reverseIncludes[target] = []).Add($"{type.Name}:{parameter.Code}");
                }
            }
        }

        _common = [.. definitions.SearchParametersOf("Basic").Where(p => p.Bases.Contains("Resource") && SearchQueryParser.IsSupported(p))];
    }

    private R4Definitions Definitions { get; }

    /// <summary>Those that every type has.</summary>
    public JsonArray Common() => List(_common);

    public JsonArray Of(string type) => List(Definitions.SearchParametersOf(type).Where(SearchQueryParser.IsSupported));

    /// <summary>Values of <c>_include</c>.</summary>
    public JsonArray Includes(string type) => ["*", .. References(type).Select(p => JsonValue.Create($"{type}:{p.Code}"))];

    /// <summary>Values of <c>_revinclude</c>: what may refer to the type.</summary>
    public JsonArray ReverseIncludes(string type) => [.. _reverseIncludes.GetValueOrDefault(type, []).Select(value => JsonValue.Create(value))];

    private IEnumerable<SearchParameterDefinition> References(string type) =>
        Definitions.SearchParametersOf(type).Where(p => p.Type == SearchParameterType.Reference && SearchQueryParser.IsSupported(p));

    private static JsonArray List(IEnumerable<SearchParameterDefinition> parameters) => [.. parameters.Select(p => new JsonObject
    {
        ["name"] = p.Code,
        ["definition"] = p.Url,
        ["type"] = p.Type.ToString().ToLowerInvariant(),
    })];
}
