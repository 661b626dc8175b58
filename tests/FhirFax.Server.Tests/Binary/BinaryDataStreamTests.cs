using System.Text;
using System.Text.Json.Nodes;
using FhirFax.Server.Fhir.Binary;
using FsCheck;
using FsCheck.Fluent;

namespace FhirFax.Server.Tests.Binary;

public sealed class BinaryDataStreamTests
{
    [Fact]
    public void Any_bytes_in_pieces_of_any_size_come_out_whole() => Prop.ForAll(
        Arb.From(Gen.Choose(0, 70_000)), Arb.From(Gen.Choose(1, 5_000)), (size, piece) =>
        {
            var bytes = new byte[size];
            new Random(size).NextBytes(bytes);
            var json = Encoding.UTF8.GetBytes($$"""{"a":{"data":"inner"},"b":["data"],"data" : "{{Convert.ToBase64String(bytes)}}","c":"\"data\":"}""");
            using var data = new BinaryDataStream(new Pieces(json, piece), 1_000);
            using var output = new MemoryStream();

            data.CopyToAsync(output).GetAwaiter().GetResult();

            var rest = JsonNode.Parse(data.Rest.Span)!;
            return data.HasData && output.ToArray().AsSpan().SequenceEqual(bytes)
                && rest["a"]!["data"]!.GetValue<string>() == "inner" && rest["c"]!.GetValue<string>() == "\"data\":";
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_input_breaks_it() => Prop.ForAll<string>(text =>
    {
        using var data = new BinaryDataStream(new MemoryStream(Encoding.UTF8.GetBytes("""{"data":""" + text)), 10_000);
        try
        {
            data.CopyToAsync(Stream.Null).GetAwaiter().GetResult();
        }
        catch (BinaryDataException)
        {
            // Refused, which is one of the two right ends.
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public async Task What_is_around_the_data_has_its_own_limit()
    {
        await using var data = new BinaryDataStream(new MemoryStream(Encoding.UTF8.GetBytes($$"""{"x":"{{new string('x', 2000)}}"}""")), 1_000);

        (await Should.ThrowAsync<BinaryDataException>(() => data.CopyToAsync(Stream.Null))).IsTooLarge.ShouldBeTrue();
    }

    private sealed class Pieces(byte[] bytes, int size) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, size)], cancellationToken);
    }
}
