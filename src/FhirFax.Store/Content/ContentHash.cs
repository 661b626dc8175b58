using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace FhirFax.Store.Content;

/// <summary>SHA-256 of a document, as 64 lower-case hexadecimal digits.</summary>
public readonly record struct ContentHash
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");
    private readonly string _hex;

    private ContentHash(string hex) => _hex = hex;

    /// <summary>From the 32 bytes of a digest.</summary>
    public static ContentHash FromDigest(ReadOnlySpan<byte> digest) =>
        digest.Length == 32
            ? new ContentHash(Convert.ToHexStringLower(digest))
            : throw new ArgumentException("A SHA-256 digest has 32 bytes.", nameof(digest));

    public static bool TryParse([NotNullWhen(true)] string? text, out ContentHash hash)
    {
        hash = default;
        if (text is not { Length: 64 } || text.AsSpan().ContainsAnyExcept(Digits))
        {
            return false;
        }

        hash = new ContentHash(text);
        return true;
    }

    public override string ToString() => _hex ?? "";
}
