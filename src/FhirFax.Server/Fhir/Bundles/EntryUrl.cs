using System.Diagnostics.CodeAnalysis;
using FhirFax.Fhir.Outcomes;
using FhirFax.Server.Fhir.Routing;
using FhirFax.Server.Http;

namespace FhirFax.Server.Fhir.Bundles;

/// <summary>The url of an entry's request: relative to the base, with a leading slash or without, or absolute below our base.</summary>
internal static class EntryUrl
{
    /// <param name="bases">Our own FHIR bases, without a slash at the end.</param>
    public static bool TryParse(string url, IReadOnlyList<string> bases, out FhirRoute route, out string query, [NotNullWhen(false)] out OperationOutcome? problem)
    {
        var relative = WithoutBase(url.Trim(), bases);
        var mark = relative.IndexOf('?', StringComparison.Ordinal);
        query = mark < 0 ? "" : relative[(mark + 1)..];
        var path = mark < 0 ? relative : relative[..mark];
        if (path.Contains("://", StringComparison.Ordinal))
        {
            route = default;
            problem = OperationOutcome.Error(IssueCode.NotFound, "The url of a request is relative to the base of this server, or below it.", id: "not-found");
            return false;
        }

        return FhirRoute.TryParse(Uri.UnescapeDataString(path), out route, out problem);
    }

    private static string WithoutBase(string url, IReadOnlyList<string> bases)
    {
        foreach (var root in bases)
        {
            if (url.StartsWith(root, StringComparison.OrdinalIgnoreCase) && (url.Length == root.Length || url[root.Length] is '/' or '?'))
            {
                return url[root.Length..];
            }
        }

        return url.StartsWith(ServerUrls.FhirPath + "/", StringComparison.Ordinal) ? url[ServerUrls.FhirPath.Length..] : url;
    }
}
