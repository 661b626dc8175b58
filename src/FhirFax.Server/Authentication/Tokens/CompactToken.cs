using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace FhirFax.Server.Authentication.Tokens;

/// <summary>A JWS in compact form (RFC 7515 7.1), taken apart and not yet believed.</summary>
/// <param name="Header">Its first segment as it stands.</param>
/// <param name="Content">What is signed: the first two segments with their dot.</param>
internal readonly record struct CompactToken(string Header, byte[] Content, byte[] Payload, byte[] Signature)
{
    /// <summary>Ours have some 700 characters.</summary>
    public const int MostCharacters = 8_192;

    /// <summary>Exactly three segments of base64url in its only spelling: no padding, no white space, no stray bits (RFC 4648 3.5). So a token has one spelling.</summary>
    public static bool TryParse(string text, out CompactToken token)
    {
        token = default;
        if (text.Length > MostCharacters)
        {
            return false;
        }

        var first = text.IndexOf('.', StringComparison.Ordinal);
        var last = text.LastIndexOf('.');
        if (first <= 0 || last == first || text.IndexOf('.', first + 1) != last
            || !TryDecode(text.AsSpan(0, first), out _)
            || !TryDecode(text.AsSpan((first + 1)..last), out var payload)
            || !TryDecode(text.AsSpan(last + 1), out var signature))
        {
            return false;
        }

        token = new CompactToken(text[..first], Encoding.ASCII.GetBytes(text[..last]), payload, signature);
        return true;
    }

    private static bool TryDecode(ReadOnlySpan<char> segment, out byte[] bytes)
    {
        bytes = new byte[Base64Url.GetMaxDecodedLength(segment.Length)];
        if (segment.IsEmpty || Base64Url.DecodeFromChars(segment, bytes, out var consumed, out var written) != OperationStatus.Done || consumed != segment.Length)
        {
            return false;
        }

        Array.Resize(ref bytes, written);
        return segment.SequenceEqual(Base64Url.EncodeToString(bytes));
    }
}
