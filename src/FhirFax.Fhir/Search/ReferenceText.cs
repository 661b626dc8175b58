using System.Diagnostics.CodeAnalysis;
using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Json;

namespace FhirFax.Fhir.Search;

/// <summary>What a literal reference is indexed and searched as (R4 references.html#literal).</summary>
/// <param name="TargetType">Null when the url does not tell.</param>
/// <param name="Target">The id of a relative reference, the whole url of an absolute one; never a version.</param>
internal sealed record ReferenceText(string? TargetType, string Target)
{
    /// <summary>False for a fragment (<c>#x</c>), a conditional reference, and what is no reference at all.</summary>
    /// <param name="baseUrls">Our own: a reference below one of them counts as relative.</param>
    public static bool TryParse(
        string text, R4Definitions definitions, IReadOnlyList<string> baseUrls, [NotNullWhen(true)] out ReferenceText? reference)
    {
        reference = null;
        if (text.Length == 0 || text[0] == '#')
        {
            return false;
        }

        var url = WithoutVersion(text);
        var relative = WithoutBase(url, baseUrls);
        if (IsAbsolute(relative))
        {
            reference = new ReferenceText(TypeOf(relative, definitions), url);
            return true;
        }

        var slash = relative.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || !ResourceId.IsValid(relative.AsSpan(slash + 1)) || !definitions.IsResourceType(relative.AsSpan(0, slash)))
        {
            return false;
        }

        reference = new ReferenceText(relative[..slash], relative[(slash + 1)..]);
        return true;
    }

    public static bool IsAbsolute(string url) => url.Contains(':', StringComparison.Ordinal);

    private static string WithoutVersion(string url)
    {
        var history = url.IndexOf("/_history/", StringComparison.Ordinal);
        return history < 0 ? url : url[..history];
    }

    private static string WithoutBase(string url, IReadOnlyList<string> baseUrls)
    {
        foreach (var baseUrl in baseUrls)
        {
            var length = baseUrl.EndsWith('/') ? baseUrl.Length - 1 : baseUrl.Length;
            if (url.Length > length + 1 && url[length] == '/' && url.AsSpan(0, length).SequenceEqual(baseUrl.AsSpan(0, length)))
            {
                return url[(length + 1)..];
            }
        }

        return url;
    }

    private static string? TypeOf(string url, R4Definitions definitions)
    {
        var last = url.LastIndexOf('/');
        if (last <= 0 || !ResourceId.IsValid(url.AsSpan(last + 1)))
        {
            return null;
        }

        var type = url.AsSpan(url.LastIndexOf('/', last - 1) + 1, last - url.LastIndexOf('/', last - 1) - 1);
        return definitions.IsResourceType(type) ? type.ToString() : null;
    }
}
