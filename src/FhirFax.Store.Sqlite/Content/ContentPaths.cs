using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FhirFax.Store.Content;

namespace FhirFax.Store.Sqlite.Content;

/// <summary>Where content lies: <c>{root}/{tenant}/{instance}/aa/bb/{hash}</c>.</summary>
internal sealed class ContentPaths(string root)
{
    private const int LongestName = 120;

    /// <summary>Uploads on their way. A tenant cannot take the name, because names are written without a leading dot.</summary>
    public string Temporary { get; } = Path.Combine(root, ".tmp");

    public string Root => root;

    public string File(ProjectKey project, ContentHash hash)
    {
        var hex = hash.ToString();
        return Path.Combine(root, Encode(project.Tenant), Encode(project.Instance), hex[..2], hex[2..4], hex);
    }

    /// <summary>A project's name as a directory name: different for different names also where case does not count, never special, never a way out of the root.</summary>
    public static string Encode(string name)
    {
        var encoded = new StringBuilder();
        foreach (var octet in Encoding.UTF8.GetBytes(name))
        {
            var plain = octet is (>= (byte)'a' and <= (byte)'z') or (>= (byte)'0' and <= (byte)'9') or (byte)'-' or (byte)'_';
            _ = plain ? encoded.Append((char)octet) : encoded.Append(CultureInfo.InvariantCulture, $"%{octet:x2}");
        }

        // '%' alone and '%h' are the codes of no character.
        return encoded.Length switch
        {
            0 => "%",
            > LongestName => "%h" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name))),
            _ => encoded.ToString(),
        };
    }
}
