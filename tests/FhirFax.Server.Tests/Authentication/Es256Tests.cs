using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using FhirFax.Server.Authentication.Tokens;

namespace FhirFax.Server.Tests.Authentication;

public sealed class Es256Tests
{
    // RFC 7515 A.3
    private const string Content =
        "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

    private const string Signature = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

    [Fact]
    public void The_example_of_RFC_7515_verifies()
    {
        using var key = RfcKey();

        Es256.IsKey(key).ShouldBeTrue();
        Es256.Verify(key, Encoding.ASCII.GetBytes(Content), Base64Url.DecodeFromChars(Signature)).ShouldBeTrue();
        CompactToken.TryParse($"{Content}.{Signature}", out var token).ShouldBeTrue();
        token.Header.ShouldBe("eyJhbGciOiJFUzI1NiJ9");
        Encoding.UTF8.GetString(token.Payload).ShouldBe("{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}");
        Es256.Verify(key, token.Content, token.Signature).ShouldBeTrue();
    }

    [Fact]
    public void What_is_signed_verifies_with_the_RFCs_key_and_no_other()
    {
        using var key = RfcKey();
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var content = Encoding.ASCII.GetBytes(Content);

        var signature = Es256.Sign(key, content);

        signature.Length.ShouldBe(64);
        Es256.Verify(key, content, signature).ShouldBeTrue();
        Es256.Verify(other, content, signature).ShouldBeFalse();
    }

    [Fact]
    public void Every_flipped_bit_of_the_signature_and_every_other_length_fails()
    {
        using var key = RfcKey();
        var content = Encoding.ASCII.GetBytes(Content);
        var signature = Base64Url.DecodeFromChars(Signature);
        for (var bit = 0; bit < signature.Length * 8; bit++)
        {
            var flipped = signature.ToArray();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Es256.Verify(key, content, flipped).ShouldBeFalse();
        }

        for (var length = 0; length < 130; length++)
        {
            if (length != 64)
            {
                Es256.Verify(key, content, new byte[length]).ShouldBeFalse();
            }
        }

        Es256.Verify(key, content, new byte[64]).ShouldBeFalse("R and S are not zero.");
        var der = key.SignData(content, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        Es256.Verify(key, content, der).ShouldBeFalse("DER is not JOSE's form.");
    }

    [Fact]
    public void A_key_of_another_curve_is_none()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Es256.IsKey(key).ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("e30.e30")]
    [InlineData("e30.e30.")]
    [InlineData(".e30.e30")]
    [InlineData("e30..e30")]
    [InlineData("e30.e30.e30.e30")]
    [InlineData("e30.e30.e30.")]
    [InlineData("e30=.e30.e30")]
    [InlineData("e30.e30.e3 0")]
    [InlineData("e30.e30.e31")]
    [InlineData("e30.e30.e+/0")]
    [InlineData("e30.e30.e")]
    [InlineData("e30.é30.e30")]
    public void Anything_but_three_segments_in_their_only_spelling_is_no_token(string text) =>
        CompactToken.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void A_token_has_a_greatest_length()
    {
        CompactToken.TryParse($"e30.{new string('A', CompactToken.MostCharacters)}.e30", out _).ShouldBeFalse();
        CompactToken.TryParse($"e30.{new string('A', 4000)}.e30", out _).ShouldBeTrue();
    }

    private static ECDsa RfcKey() => ECDsa.Create(new ECParameters
    {
        Curve = ECCurve.NamedCurves.nistP256,
        Q = new ECPoint
        {
            X = Base64Url.DecodeFromChars("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"),
            Y = Base64Url.DecodeFromChars("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"),
        },
        D = Base64Url.DecodeFromChars("jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"),
    });
}
