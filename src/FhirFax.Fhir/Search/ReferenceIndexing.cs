using System.Text.Json;
using FhirFax.Fhir.Definitions;

namespace FhirFax.Fhir.Search;

/// <summary>What a reference parameter finds (R4 search.html#reference). A contained or merely logical target is not indexed.</summary>
internal sealed class ReferenceIndexing(R4Definitions definitions, Func<IReadOnlyList<string>> baseUrls)
{
    public void Add(SearchParameterDefinition parameter, TypeDefinition type, JsonElement value, IndexEntries entries)
    {
        if (type.Kind == TypeKind.Resource)
        {
            AddResource(parameter, type, value, entries);
        }
        else if (value.ValueKind == JsonValueKind.String)
        {
            AddCanonical(parameter.Code, value.GetString()!, type.Name == "canonical", entries);
        }
        else
        {
            AddReference(parameter.Code, value, entries);
        }
    }

    private void AddReference(string code, JsonElement value, IndexEntries entries)
    {
        if (value.Text("reference"u8) is { } text && ReferenceText.TryParse(text, definitions, baseUrls(), out var reference))
        {
            entries.Add(new IndexEntry.Reference(code, reference.TargetType, reference.Target));
        }

        var identifier = value.Member("identifier"u8);
        if (identifier.Text("value"u8) is { } identified)
        {
            entries.Add(new IndexEntry.Token(DerivedCode.Identifier(code), identifier.Text("system"u8), identified));
        }

        TextIndexing.AddText(DerivedCode.Text(code), value.Member("display"u8), entries);
    }

    /// <summary>A resource inside a Bundle (<c>Bundle.composition</c>).</summary>
    private static void AddResource(SearchParameterDefinition parameter, TypeDefinition type, JsonElement value, IndexEntries entries)
    {
        if (value.Text("id"u8) is { } id && (parameter.Targets.Count == 0 || parameter.Targets.Contains(type.Name)))
        {
            entries.Add(new IndexEntry.Reference(parameter.Code, type.Name, id));
        }
    }

    private void AddCanonical(string code, string url, bool isCanonical, IndexEntries entries)
    {
        AddUrl(code, url, entries);
        var bar = isCanonical ? url.IndexOf('|', StringComparison.Ordinal) : -1;
        if (bar > 0)
        {
            AddUrl(code, url[..bar], entries);
        }
    }

    private void AddUrl(string code, string url, IndexEntries entries)
    {
        if (ReferenceText.TryParse(url, definitions, baseUrls(), out var reference))
        {
            entries.Add(new IndexEntry.Reference(code, reference.TargetType, reference.Target));
        }
    }
}
