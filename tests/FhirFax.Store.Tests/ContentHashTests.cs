using System.Security.Cryptography;
using FhirFax.Store.Content;
using FsCheck;
using FsCheck.Fluent;

namespace FhirFax.Store.Tests;

public sealed class ContentHashTests
{
    [Fact]
    public void A_digest_reads_back_from_its_text() => Prop.ForAll(
        ArbMap.Default.ArbFor<byte[]>(),
        bytes =>
        {
            var hash = ContentHash.FromDigest(SHA256.HashData(bytes));
            ContentHash.TryParse(hash.ToString(), out var parsed).ShouldBeTrue();
            parsed.ShouldBe(hash);
            parsed.ToString().ShouldBe(Convert.ToHexStringLower(SHA256.HashData(bytes)));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855")]
    [InlineData("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85g")]
    [InlineData("../../298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855aa")]
    [InlineData("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n")]
    public void Nothing_else_is_a_hash(string? text)
    {
        ContentHash.TryParse(text, out var hash).ShouldBeFalse();
        hash.ToString().ShouldBe("");
    }

    [Fact]
    public void A_digest_of_another_length_is_refused() => Should.Throw<ArgumentException>(() => ContentHash.FromDigest(new byte[31]));
}
