using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.FhirPath;
using FhirFax.Fhir.Json;

namespace FhirFax.Fhir.Search;

/// <summary>Extracts what a resource is found by: runs each of its search parameters' compiled FHIRPath once. Thread-safe.</summary>
/// <param name="definitions">The search parameters and types.</param>
/// <param name="baseUrls">
/// Gives our own FHIR base urls, asked for at every resource because addresses may be known only after the start: an absolute reference below one is indexed as the relative
/// one it means. Null: none.
/// </param>
public sealed class SearchIndexer(R4Definitions definitions, Func<IReadOnlyList<string>>? baseUrls = null)
{
    /// <summary>Entries kept of one resource.</summary>
    public const int MaxEntries = 10_000;

    /// <summary>Raised with every change of what this code finds that the definitions do not tell.</summary>
    private const int Format = 4;

    private readonly SearchPaths _paths = new(definitions);
    private readonly ReferenceIndexing _references = new(definitions, baseUrls ?? (() => []));

    /// <summary>Names what resources are found by: a digest of the search parameters and of how they are indexed. Entries made under another one may lack some.</summary>
    public string Version { get; } = Digest(definitions);

    /// <summary>
    /// Distinct entries, at most <see cref="MaxEntries"/>. <c>_id</c> and <c>_lastUpdated</c> are not among them: a store has them as columns.
    /// Total: what is not as its type should be is left out.
    /// </summary>
    public IReadOnlyList<IndexEntry> Index(ResourceDocument document) => Index(document, out _);

    /// <param name="isComplete">False when there were more entries than are kept: the resource will not be found by all of its values.</param>
    public IReadOnlyList<IndexEntry> Index(ResourceDocument document, out bool isComplete)
    {
        isComplete = true;
        if (!definitions.TryGetType(document.ResourceType, out var type))
        {
            return [];
        }

        var resource = FhirPathItem.Of(type, document.Root);
        var entries = new IndexEntries(MaxEntries);
        var items = new List<FhirPathItem>();
        foreach (var parameter in _paths.Of(type))
        {
            items.Clear();
            isComplete &= TryRun(parameter.Path, resource, items);
            foreach (var item in items)
            {
                Add(parameter.Definition, item, entries);
            }

            if (items.Count > 0 && !entries.EndsWith(parameter.Definition.Code))
            {
                entries.Add(new IndexEntry.Token(DerivedCode.Present(parameter.Definition.Code), null, "true"));
            }
        }

        foreach (var (code, composite) in _paths.CompositesOf(type))
        {
            isComplete &= TryAddComposite(code, composite, resource, entries);
        }

        _references.AddName(document, entries);
        MetaIndexing.Add(document.Root, entries);
        isComplete &= !entries.IsFull;
        return entries.ToList();
    }

    private static string Digest(R4Definitions definitions)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var type in definitions.ResourceTypes)
        {
            digest.AppendData(Encoding.UTF8.GetBytes($"{type.Name}\n"));
            foreach (var parameter in definitions.SearchParametersOf(type.Name))
            {
                digest.AppendData(Encoding.UTF8.GetBytes($"{parameter.Code}\t{parameter.Type}\t{parameter.Expression}\t{string.Join(' ', parameter.Targets)}\n"));
                foreach (var component in parameter.Components)
                {
                    digest.AppendData(Encoding.UTF8.GetBytes($"\t{component.Definition}\t{component.Expression}\n"));
                }
            }
        }

        return $"{Format}-{Convert.ToHexStringLower(digest.GetHashAndReset())[..32]}";
    }

    private bool TryAddComposite(string code, CompositePath composite, FhirPathItem resource, IndexEntries entries)
    {
        try
        {
            var number = 0;
            foreach (var place in composite.Places(resource))
            {
                AddPlace(code, composite, resource, place, number++, entries);
            }

            return true;
        }
        catch (FhirPathException)
        {
            return false;
        }
    }

    /// <summary>Nothing of a place that lacks a part: it can never match.</summary>
    private void AddPlace(string code, CompositePath composite, FhirPathItem resource, FhirPathItem place, int number, IndexEntries entries)
    {
        var found = new List<IndexEntry>();
        for (var part = 0; part < composite.Parts.Count; part++)
        {
            var values = new IndexEntries(MaxEntries);
            foreach (var value in composite.Values(composite.Parts[part], place, resource))
            {
                Add(composite.Parts[part].Definition, value, values);
            }

            var before = found.Count;
            foreach (var value in values.ToList())
            {
                if (value.Parameter == composite.Parts[part].Definition.Code)
                {
                    found.Add(new IndexEntry.Composite(code, number, part, value));
                }
            }

            if (found.Count == before)
            {
                return;
            }
        }

        foreach (var entry in found)
        {
            entries.Add(entry);
        }
    }

    private static bool TryRun(SearchPath path, FhirPathItem resource, List<FhirPathItem> items)
    {
        try
        {
            path.Run(resource, items);
            return true;
        }
        catch (FhirPathException)
        {
            // Two values where the expression takes one, or too many steps: the resource is not valid, and not found by this parameter.
            return false;
        }
    }

    private void Add(SearchParameterDefinition parameter, FhirPathItem item, IndexEntries entries)
    {
        if (item.Type is null)
        {
            if (item.Value is bool value && parameter.Type == SearchParameterType.Token)
            {
                entries.Add(new IndexEntry.Token(parameter.Code, null, value ? "true" : "false"));
            }
        }
        else if (item.Type.Name == "Extension")
        {
            AddExtension(parameter, item, entries);
        }
        else
        {
            Add(parameter, item.Type, item.Json, entries);
        }
    }

    /// <summary>An extension is found by its value.</summary>
    private void AddExtension(SearchParameterDefinition parameter, FhirPathItem extension, IndexEntries entries)
    {
        var values = new List<FhirPathItem>(1);
        extension.AddChildren("value", definitions, values);
        foreach (var value in values)
        {
            Add(parameter, value.Type!, value.Json, entries);
        }
    }

    private void Add(SearchParameterDefinition parameter, TypeDefinition type, JsonElement value, IndexEntries entries)
    {
        switch (parameter.Type)
        {
            case SearchParameterType.String:
                TextIndexing.AddString(parameter.Code, type.Name, value, entries);
                break;
            case SearchParameterType.Token:
                TokenIndexing.Add(parameter.Code, type.Name, value, entries);
                break;
            case SearchParameterType.Reference:
                _references.Add(parameter, type, value, entries);
                break;
            case SearchParameterType.Date when DateIndexing.TryRead(type.Name, value, out var low, out var high):
                entries.Add(new IndexEntry.Date(parameter.Code, low, high));
                break;
            case SearchParameterType.Uri:
                TextIndexing.AddUri(parameter.Code, value, entries);
                break;
            case SearchParameterType.Number:
                QuantityIndexing.AddNumber(parameter.Code, type.Name, value, entries);
                break;
            case SearchParameterType.Quantity:
                QuantityIndexing.AddQuantity(parameter.Code, type.Name, value, entries);
                break;
        }
    }
}
