using System.Security.Cryptography;
using System.Text;
using FhirFax.Store;

namespace FhirFax.Fax.Resources;

/// <summary>Ids that follow from a name, so that making the same thing twice makes it once (RFC 9562 UUID version 5).</summary>
public static class DeterministicId
{
    private static readonly Guid Namespace = new("7c0cf5a5-8b2e-4f3e-9a55-3d1c0f8a4e21");

    /// <summary>A lower-case UUID: the same for the same name in the same project, another in every other project.</summary>
    public static string For(ProjectKey project, string name)
    {
        // Neither part of a project key holds a line feed, so no two (project, name) pairs read alike.
        var text = $"{project.Tenant}\n{project.Instance}\n{name}";
        Span<byte> space = stackalloc byte[16];
        Namespace.TryWriteBytes(space, bigEndian: true, out _);

        byte[] input = [.. space, .. Encoding.UTF8.GetBytes(text)];
        Span<byte> digest = stackalloc byte[SHA1.HashSizeInBytes];
#pragma warning disable CA5350 // Version 5 is defined over SHA-1; nothing here relies on it being hard to collide.
        SHA1.HashData(input, digest);
#pragma warning restore CA5350
        digest[6] = (byte)((digest[6] & 0x0F) | 0x50);
        digest[8] = (byte)((digest[8] & 0x3F) | 0x80);
        return new Guid(digest[..16], bigEndian: true).ToString("D");
    }
}
