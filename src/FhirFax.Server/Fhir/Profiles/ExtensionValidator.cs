using System.Text.Json;
using FhirFax.Fhir.Json;
using FhirFax.Fhir.Outcomes;

namespace FhirFax.Server.Fhir.Profiles;

/// <summary>Checks the extensions that the server defines, wherever they stand in a resource (R4 defining-extensions.html); others are not its business.</summary>
internal sealed class ExtensionValidator
{
    private readonly List<Issue> _issues;

    private ExtensionValidator(List<Issue> issues) => _issues = issues;

    /// <param name="document">Valid R4 or not.</param>
    /// <param name="issues">Errors are added.</param>
    public static void Validate(ResourceDocument document, List<Issue> issues) =>
        new ExtensionValidator(issues).Walk(document.Root, document.ResourceType, document.ResourceType);

    /// <param name="context">The path of the element without indexes, from the resource that it is in.</param>
    private void Walk(JsonElement element, string path, string context)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            var index = 0;
            foreach (var item in element.EnumerateArray())
            {
                Walk(item, $"{path}[{index++}]", context);
            }
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        if (element.TryGetProperty("resourceType"u8, out var type) && type.ValueKind == JsonValueKind.String)
        {
            context = type.GetString()!;
        }

        foreach (var member in element.EnumerateObject())
        {
            var name = member.Name.TrimStart('_');
            if (name == "extension")
            {
                CheckExtensions(member.Value, $"{path}.extension", context);
            }

            Walk(member.Value, $"{path}.{name}", name == "extension" ? "Extension" : $"{context}.{name}");
        }
    }

    private void CheckExtensions(JsonElement extensions, string path, string context)
    {
        if (extensions.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        var index = 0;
        foreach (var extension in extensions.EnumerateArray())
        {
            var at = $"{path}[{index++}]";
            if (extension.ValueKind != JsonValueKind.Object
                || !extension.TryGetProperty("url"u8, out var url) || url.ValueKind != JsonValueKind.String
                || ResourceProfile.FindExtension(url.GetString()!) is not { } definition)
            {
                continue;
            }

            if (!definition.Contexts.Contains(context))
            {
                _issues.Add(Issue.Error(IssueCode.Structure, $"The extension '{definition.Url}' is for {string.Join(" and ", definition.Contexts)}, not for {context}.", at));
            }

            ProfileValidator.Validate(extension, definition, at, _issues);
        }
    }
}
