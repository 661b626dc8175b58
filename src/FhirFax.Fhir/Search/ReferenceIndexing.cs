using System.Text.Json;
using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Json;

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
            AddCanonical(parameter.Code, value.GetString()!, entries);
        }
        else
        {
            AddReference(parameter.Code, value, entries);
        }
    }

    /// <summary>What a canonical resource is referred to by: nothing for one that is of no such type, or has no url.</summary>
    public void AddName(ResourceDocument document, IndexEntries entries)
    {
        if (!definitions.TryGetSearchParameter(document.ResourceType, "url", out var parameter)
            || parameter.Type != SearchParameterType.Uri
            || document.Root.Text("url"u8) is not { Length: > 0 } url)
        {
            return;
        }

        entries.Add(new IndexEntry.Uri(DerivedCode.CanonicalName, url));
        if (document.Root.Text("version"u8) is { Length: > 0 } version)
        {
            entries.Add(new IndexEntry.Uri(DerivedCode.CanonicalName, $"{url}|{version}"));
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

    private void AddCanonical(string code, string url, IndexEntries entries)
    {
        AddUrl(code, url, entries);
        var bar = url.IndexOf('|', StringComparison.Ordinal);
        if (bar > 0)
        {
            AddUrl(code, url[..bar], entries);
        }

        if (ReferenceText.IsAbsolute(url))
        {
            entries.Add(new IndexEntry.Uri(DerivedCode.Canonical(code), url));
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
