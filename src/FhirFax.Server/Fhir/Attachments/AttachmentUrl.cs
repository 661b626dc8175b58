using System.Diagnostics.CodeAnalysis;
using FhirFax.Fhir.Json;

namespace FhirFax.Server.Fhir.Attachments;

/// <summary>The three forms in which a client writes where a document of ours is: <c>Binary/id</c>, our absolute url, and our signed url. All are stored as the first.</summary>
internal static class AttachmentUrl
{
    public const string StoragePath = "/storage/";

    private const string Prefix = "Binary/";

    /// <summary>The id in <c>Binary/id</c>; false for everything else.</summary>
    public static bool TryReadRelative(string url, [NotNullWhen(true)] out string? id)
    {
        id = url.StartsWith(Prefix, StringComparison.Ordinal) && ResourceId.IsValid(url.AsSpan(Prefix.Length)) ? url[Prefix.Length..] : null;
        return id is not null;
    }

    /// <summary><c>Binary/id</c> for an absolute url of ours, signed or not, whether its signature is right or long over: it gives no right. False for everything else.</summary>
    /// <param name="roots">Our root urls, without a slash at the end.</param>
    public static bool TryMakeRelative(string url, IReadOnlyList<string> roots, [NotNullWhen(true)] out string? relative)
    {
        foreach (var root in roots)
        {
            if (url.StartsWith(root, StringComparison.OrdinalIgnoreCase) && TryReadPath(url.AsSpan(root.Length), out relative))
            {
                return true;
            }
        }

        relative = null;
        return false;
    }

    private static bool TryReadPath(ReadOnlySpan<char> path, [NotNullWhen(true)] out string? relative)
    {
        relative = null;
        var fhir = Http.ServerUrls.FhirPath + "/" + Prefix;
        ReadOnlySpan<char> id;
        if (path.StartsWith(fhir, StringComparison.Ordinal))
        {
            id = path[fhir.Length..];
            id = UpTo(id, '?');
        }
        else if (path.StartsWith(StoragePath, StringComparison.Ordinal))
        {
            id = UpTo(path[StoragePath.Length..], '/');
        }
        else
        {
            return false;
        }

        if (!ResourceId.IsValid(id))
        {
            return false;
        }

        relative = string.Concat(Prefix, id);
        return true;
    }

    private static ReadOnlySpan<char> UpTo(ReadOnlySpan<char> text, char end)
    {
        var index = text.IndexOf(end);
        return index < 0 ? text : text[..index];
    }
}
