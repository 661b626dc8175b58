using System.Text.Json;
using FhirFax.Fhir.Outcomes;

namespace FhirFax.Server.Fhir.Profiles;

/// <summary>
/// Checks a resource or an extension, which is valid R4 already, against a profile of ours: numbers of elements and slices, fixed values, patterns, types of choices, required
/// bindings (R4 profiling.html).
/// </summary>
internal sealed class ProfileValidator
{
    private readonly ResourceProfile _profile;
    private readonly List<Issue> _issues;

    private ProfileValidator(ResourceProfile profile, List<Issue> issues) => (_profile, _issues) = (profile, issues);

    /// <param name="path">Where the element is, as FHIRPath.</param>
    /// <param name="issues">Errors are added.</param>
    public static void Validate(JsonElement element, ResourceProfile profile, string path, List<Issue> issues) =>
        new ProfileValidator(profile, issues).CheckChildren(element, profile.Root, path);

    private void CheckChildren(JsonElement parent, ProfileElement element, string path)
    {
        foreach (var child in element.Children)
        {
            var name = child.IsChoice ? child.Name[..^3] : child.Name;
            var (property, values) = Values(parent, name, child.IsChoice);
            Check(child, property, values, $"{path}.{name}");
            if (child.IsClosed)
            {
                CheckSlices(element.Children.FindAll(slice => slice.Name == child.Name && slice.Slice is not null), values, $"{path}.{name}");
            }
        }
    }

    /// <summary>Of a closed list: nothing that belongs to no slice.</summary>
    private void CheckSlices(List<ProfileElement> slices, List<(JsonElement Value, int? Index)> values, string path)
    {
        foreach (var (value, index) in values)
        {
            if (!slices.Exists(slice => slice.Selects(value)))
            {
                Add(IssueCode.Structure, $"knows no such {path}, but {string.Join(", ", slices.Select(slice => slice.Slice))}", index is null ? path : $"{path}[{index}]");
            }
        }
    }

    private void Check(ProfileElement element, string? property, List<(JsonElement Value, int? Index)> values, string path)
    {
        if (element.Slice is not null)
        {
            values = values.FindAll(v => element.Selects(v.Value));
        }

        var what = element.Slice is null ? path : $"{path} of the slice '{element.Slice}'";
        if (values.Count < element.Min)
        {
            Add(IssueCode.Required, $"needs at least {element.Min} {what}{Wanted(element)}", path);
        }
        else if (values.Count > element.Max)
        {
            Add(IssueCode.Structure, $"takes at most {element.Max} {what}", path);
        }

        if (property is not null && element is { IsChoice: true, Types.Count: > 0 } && !element.Types.Any(type => property.EndsWith(type, StringComparison.OrdinalIgnoreCase)))
        {
            Add(IssueCode.Structure, $"takes {path} as {string.Join(" or ", element.Types)} only", path);
        }

        foreach (var (value, index) in values)
        {
            var at = index is null ? path : $"{path}[{index}]";
            if (element.Slice is null && !element.Selects(value))
            {
                Add(IssueCode.Value, $"asks for another value of {at}{Wanted(element)}", at);
            }

            if (element.Codes is { } codes && value.ValueKind == JsonValueKind.String && !codes.Contains(value.GetString()!))
            {
                Add(IssueCode.CodeInvalid, $"takes {at} as one of {string.Join(", ", codes)} only", at);
            }

            CheckChildren(value, element, at);
        }
    }

    /// <summary>The values of a property, with their places in a list.</summary>
    private static (string? Property, List<(JsonElement Value, int? Index)> Values) Values(JsonElement parent, string name, bool isChoice)
    {
        var values = new List<(JsonElement, int?)>();
        if (parent.ValueKind != JsonValueKind.Object)
        {
            return (null, values);
        }

        foreach (var property in parent.EnumerateObject())
        {
            if (property.Name != name && !(isChoice && property.Name.StartsWith(name, StringComparison.Ordinal)))
            {
                continue;
            }

            if (property.Value.ValueKind != JsonValueKind.Array)
            {
                values.Add((property.Value, null));
                return (property.Name, values);
            }

            foreach (var item in property.Value.EnumerateArray())
            {
                values.Add((item, values.Count));
            }

            return (property.Name, values);
        }

        return (null, values);
    }

    private static string Wanted(ProfileElement element) => (element.Fixed ?? element.Pattern) is { } wanted ? $": {wanted.GetRawText().ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal)}" : "";

    private void Add(string code, string what, string path) => _issues.Add(Issue.Error(code, $"The profile '{_profile.Url}' {what}.", path));
}
