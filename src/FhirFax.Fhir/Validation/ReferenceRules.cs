using System.Text.Json;
using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Json;
using FhirFax.Fhir.Outcomes;

namespace FhirFax.Fhir.Validation;

/// <summary>What a Reference may point at, as far as it says itself (R4 references.html): nothing is resolved but contained resources.</summary>
internal static class ReferenceRules
{
    private const string TypeBase = "http://hl7.org/fhir/StructureDefinition/";

    public static void Check(ValidationWalk walk, JsonElement value, PropertyDefinition property)
    {
        // An empty one is reported as the empty string that it is.
        if (TextOf(value, "reference"u8) is { Length: > 0 } reference)
        {
            CheckReference(walk, reference, property);
        }

        if (property.Targets.Count > 0 && TextOf(value, "type"u8) is { } type)
        {
            var name = type.StartsWith(TypeBase, StringComparison.Ordinal) ? type.AsSpan(TypeBase.Length) : type;
            if (walk.IsResourceType(name))
            {
                CheckTarget(walk, name, property, "type");
            }
        }
    }

    private static string? TextOf(JsonElement value, ReadOnlySpan<byte> property) =>
        value.TryGetProperty(property, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    private static void CheckReference(ValidationWalk walk, string reference, PropertyDefinition property)
    {
        if (reference.StartsWith('#'))
        {
            walk.Contained.Refer(reference[1..]);
            if (!walk.RefersElsewhere)
            {
                CheckContained(walk, reference[1..], property);
            }

            return;
        }

        var type = TargetTypeOf(reference);
        if (walk.IsResourceType(type))
        {
            if (IsConditional(reference, type) && !walk.AllowsConditionalReferences)
            {
                walk.ReportChild("reference", IssueCode.Value, $"The reference in '{property.JsonName}' is a search, which only a transaction resolves: name the resource.");
                return;
            }

            CheckTarget(walk, type, property, "reference");
        }
        else if (!IsAbsolute(reference))
        {
            walk.ReportChild(
                "reference", IssueCode.Value, $"The reference in '{property.JsonName}' is neither Type/id with a resource type of FHIR R4, nor an absolute url, nor #id.");
        }
    }

    /// <summary>Whether it is <c>Type?query</c>, of the type that was found in it.</summary>
    private static bool IsConditional(ReadOnlySpan<char> reference, ReadOnlySpan<char> type) =>
        reference.Length > type.Length && reference[type.Length] == '?' && reference.StartsWith(type);

    /// <summary><c>Type</c> of <c>[base/]Type/id[/_history/version]</c> and of the conditional <c>Type?query</c>; empty when there is none.</summary>
    private static ReadOnlySpan<char> TargetTypeOf(ReadOnlySpan<char> reference)
    {
        var query = reference.IndexOf('?');
        if (query >= 0)
        {
            var before = reference[..query];
            return before.Contains('/') ? [] : before;
        }

        var history = reference.IndexOf("/_history/");
        var path = history >= 0 ? reference[..history] : reference;
        var idAt = path.LastIndexOf('/');
        if (idAt <= 0 || idAt == path.Length - 1)
        {
            return [];
        }

        path = path[..idAt];
        return path[(path.LastIndexOf('/') + 1)..];
    }

    /// <summary>Whether it starts with a scheme, such as <c>https:</c> or <c>urn:</c>.</summary>
    private static bool IsAbsolute(string reference)
    {
        var colon = reference.IndexOf(':');
        if (colon <= 0 || !char.IsAsciiLetter(reference[0]))
        {
            return false;
        }

        foreach (var c in reference.AsSpan(0, colon))
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('+' or '-' or '.'))
            {
                return false;
            }
        }

        return true;
    }

    private static void CheckContained(ValidationWalk walk, string id, PropertyDefinition property)
    {
        if (!walk.Contained.TryGetType(id, out var type))
        {
            walk.ReportChild("reference", IssueCode.Value, $"The reference in '{property.JsonName}' names a contained resource that is not there (ref-1).");
        }
        else if (type is not null && walk.IsResourceType(type))
        {
            CheckTarget(walk, type, property, "reference");
        }
    }

    private static void CheckTarget(ValidationWalk walk, ReadOnlySpan<char> type, PropertyDefinition property, string child)
    {
        if (property.Targets.Count == 0)
        {
            return;
        }

        foreach (var target in property.Targets)
        {
            if (type.SequenceEqual(target))
            {
                return;
            }
        }

        walk.ReportChild(
            child, IssueCode.Value, $"The property '{property.JsonName}' may refer to {string.Join(", ", property.Targets)}, but not to {JsonText.Clip(type)}.");
    }
}
