using System.Text;
using System.Text.Json;
using FhirFax.EFax.Json;
using FsCheck;
using FsCheck.Fluent;

namespace FhirFax.EFax.Tests.Json;

public sealed class ImageDecoderTests
{
    [Fact]
    public void Any_bytes_come_back_however_the_answer_is_cut_into_pieces() =>
        Prop.ForAll<byte[], PositiveInt, bool>(static (bytes, piece, isEscaped) =>
        {
            // The framework's own writer turns every plus into an escape.
            var json = isEscaped
                ? JsonSerializer.Serialize(new { fax_id = "x", image = Convert.ToBase64String(bytes) })
                : $"{{\"fax_id\":\"x\",\"image\":\"{Convert.ToBase64String(bytes, Base64FormattingOptions.InsertLineBreaks).ReplaceLineEndings("\\n")}\"}}";
            return Decode(json, piece.Get) is { } decoded && decoded.AsSpan().SequenceEqual(bytes);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("""{"image":"QUJD"}""", "ABC")]
    [InlineData("""{"image":"QUI"}""", "AB")]
    [InlineData("""{"image":"QQ=="}""", "A")]
    [InlineData(""" { "a" : {"image":"QQ=="} , "image" : "QUJD" , "b" : ["image", "x"] } """, "ABC")]
    [InlineData("""{"image\"":"x","image":"QU\u004aD"}""", "ABC")]
    [InlineData("""{"image":"Pz8\/"}""", "???")]
    public void The_image_is_found_and_decoded(string json, string expected)
    {
        for (var piece = 1; piece <= json.Length; piece++)
        {
            Encoding.Latin1.GetString(Decode(json, piece)!).ShouldBe(expected);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"image":null}""")]
    [InlineData("""{"image":"QUJD""")]
    [InlineData("""{"image":"QUJD" """)]
    [InlineData("""{"image":"QUJDR"}""")]
    [InlineData("""{"image":"QQ==QUJD"}""")]
    [InlineData("""{"image":"Q!JD"}""")]
    [InlineData("""{"image":"QU\u00ffD"}""")]
    [InlineData("""{"image":"QUJD"}{"image":"QUJD"}""")]
    [InlineData("""{"image":"QUJD","image":"QUJD"}""")]
    [InlineData("""{"pages":[{"image":"QUJD"}]}""")]
    [InlineData("""["image","QUJD"]""")]
    [InlineData("""%PDF-1.4""")]
    public void What_holds_no_whole_image_is_no_answer(string json)
    {
        for (var piece = 1; piece <= json.Length; piece++)
        {
            Decode(json, piece).ShouldBeNull();
        }
    }

    [Fact]
    public void No_bytes_are_too_strange_to_read() =>
        Prop.ForAll<byte[]>(static bytes =>
        {
            var decoder = new ImageDecoder();
            decoder.Feed(Encoding.ASCII.GetBytes("{\"image\":\""));
            decoder.Feed(bytes);
            _ = new ImageDecoder().Feed(bytes);
            return true;
        }).QuickCheckThrowOnFailure();

    private static byte[]? Decode(string json, int piece)
    {
        var decoder = new ImageDecoder();
        using var decoded = new MemoryStream();
        foreach (var part in Encoding.Latin1.GetBytes(json).Chunk(Math.Min(piece, ImageDecoder.MaxPiece)))
        {
            decoded.Write(decoder.Feed(part).Span);
        }

        return decoder.IsComplete ? decoded.ToArray() : null;
    }
}
