using System.Security.Cryptography;
using FhirFax.Store.Content;
using FhirFax.Store.Faxes;
using static FhirFax.Store.Compliance.Samples;

namespace FhirFax.Store.Compliance;

/// <summary><see cref="IContentStore"/>.</summary>
public abstract class ContentCompliance : StoreCompliance
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(131_072)]
    [InlineData(1_000_003)]
    public async Task What_is_written_reads_back(int size)
    {
        var bytes = Bytes(size);

        var receipt = await UploadAsync(bytes, size);

        receipt.Size.ShouldBe(size);
        receipt.Hash.ToString().ShouldBe(Convert.ToHexStringLower(SHA256.HashData(bytes)));
        (await ReadAsync(Project, receipt.Hash)).ShouldBe(bytes);
    }

    [Fact]
    public async Task Content_can_be_read_from_any_place()
    {
        var bytes = Bytes(1000);
        var receipt = await UploadAsync(bytes);

        var available = (await Store.Content.OpenAsync(Project, receipt.Hash, None)).ShouldBeOfType<ContentRead.Available>();
        await using var stream = available.Stream;
        available.Size.ShouldBe(1000);
        stream.CanSeek.ShouldBeTrue();
        stream.Seek(990, SeekOrigin.Begin);
        var tail = new byte[10];
        await stream.ReadExactlyAsync(tail);
        tail.ShouldBe(bytes[990..]);
    }

    [Fact]
    public async Task One_byte_over_the_limit_keeps_nothing()
    {
        var bytes = Bytes(100_000);

        (await Should.ThrowAsync<ContentTooLargeException>(() => UploadAsync(bytes, 99_999))).Limit.ShouldBe(99_999);

        (await OpenAsync(Project, Hash(bytes))).ShouldBeOfType<ContentRead.NotFound>();
        Clock.Advance(Day + Day);
        (await Store.Content.SweepAsync(None)).ShouldBe(0);
    }

    [Fact]
    public async Task An_upload_that_breaks_off_keeps_nothing()
    {
        await Should.ThrowAsync<IOException>(() => Store.Content.WriteAsync(Project, new BrokenStream(Bytes(5000)), 10_000, None));

        Clock.Advance(Day + Day);
        (await Store.Content.SweepAsync(None)).ShouldBe(0);
    }

    [Fact]
    public async Task Projects_do_not_see_each_others_content()
    {
        var receipt = await UploadAsync(Bytes(10));

        (await OpenAsync(OtherProject, receipt.Hash)).ShouldBeOfType<ContentRead.NotFound>();
        (await OpenAsync(new ProjectKey("CLINIC", "live"), receipt.Hash)).ShouldBeOfType<ContentRead.NotFound>();
        (await OpenAsync(Project, default)).ShouldBeOfType<ContentRead.NotFound>();
    }

    [Theory]
    [InlineData("..", "..")]
    [InlineData("a/b", "c\\d")]
    [InlineData("", " ")]
    [InlineData("Ünï ✓", "con")]
    [InlineData(".tmp", "%h")]
    public async Task Any_project_name_is_a_safe_place(string tenant, string instance)
    {
        var project = new ProjectKey(tenant, instance);
        var receipt = await Store.Content.WriteAsync(project, new MemoryStream(Bytes(10)), 10, None);

        (await ReadAsync(project, receipt.Hash)).ShouldBe(Bytes(10));
        Clock.Advance(Day);
        (await Store.Content.SweepAsync(None)).ShouldBe(1);
    }

    [Fact]
    public async Task Unnamed_content_is_kept_for_a_day_from_its_last_upload()
    {
        var receipt = await UploadAsync(Bytes(10));
        Clock.Advance(Day - TimeSpan.FromSeconds(1));
        (await Store.Content.SweepAsync(None)).ShouldBe(0);
        await UploadAsync(Bytes(10));
        Clock.Advance(Day - TimeSpan.FromSeconds(1));
        (await Store.Content.SweepAsync(None)).ShouldBe(0);
        (await OpenAsync(Project, receipt.Hash)).ShouldBeOfType<ContentRead.Available>().Stream.Dispose();

        Clock.Advance(TimeSpan.FromSeconds(1));

        (await Store.Content.SweepAsync(None)).ShouldBe(1);
        (await OpenAsync(Project, receipt.Hash)).ShouldBeOfType<ContentRead.NotFound>();
    }

    [Fact]
    public async Task Content_of_any_version_or_delivery_is_kept()
    {
        var current = await UploadAsync(Bytes(1));
        var historic = await UploadAsync(Bytes(2));
        var deleted = await UploadAsync(Bytes(3));
        var pinned = await UploadAsync(Bytes(4));
        var loose = await UploadAsync(Bytes(5));
        await WriteAsync(async t =>
        {
            await t.PutAsync(Project, Binary("a", historic), None);
            await t.PutAsync(Project, Binary("a", current), None);
            await t.PutAsync(Project, Binary("b", deleted), None);
            await t.DeleteAsync(Project, new("Binary", "b"), null, null, None);
            await t.PutAsync(OtherProject, Binary("c", loose), None);
            await t.AddDeliveryAsync(Delivery(Project) with { Documents = [new PinnedDocument(pinned.Hash, "PDF", pinned.Size, 1)] }, None);
        });
        Clock.Advance(Day + Day);

        (await Store.Content.SweepAsync(None)).ShouldBe(1);

        foreach (var kept in new[] { current, historic, deleted, pinned })
        {
            (await ReadAsync(Project, kept.Hash)).Length.ShouldBe((int)kept.Size);
        }

        (await OpenAsync(Project, loose.Hash)).ShouldBeOfType<ContentRead.NotFound>();
    }

    [Fact]
    public async Task Content_of_another_size_than_its_row_says_is_unavailable()
    {
        var receipt = await UploadAsync(Bytes(10));
        await WriteAsync(t => t.PutAsync(Project, Resource("Binary", "a") with { Content = new BinaryContent(receipt.Hash, 11) }, None).AsTask());

        (await OpenAsync(Project, receipt.Hash)).ShouldBeOfType<ContentRead.Unavailable>();
    }

    [Fact]
    public async Task Content_that_a_row_names_but_is_gone_is_unavailable()
    {
        await WriteAsync(t => t.PutAsync(Project, Binary("a", new ContentReceipt(Hash(Bytes(10)), 10)), None).AsTask());

        (await OpenAsync(Project, Hash(Bytes(10)))).ShouldBeOfType<ContentRead.Unavailable>();
    }

    [Fact]
    public async Task Uploads_of_the_same_bytes_and_sweeps_at_once_lose_nothing()
    {
        var bytes = Bytes(5000);
        await UploadAsync(bytes);
        for (var round = 0; round < 25; round++)
        {
            Clock.Advance(Day + Day);
            var sweeps = Enumerable.Range(0, 3).Select(_ => Task.Run(() => Store.Content.SweepAsync(None))).ToList();
            var uploads = Enumerable.Range(0, 3).Select(_ => Task.Run(() => UploadAsync(bytes))).ToList();
            await Task.WhenAll(sweeps);
            var receipts = await Task.WhenAll(uploads);

            (await ReadAsync(Project, receipts[0].Hash)).ShouldBe(bytes);
        }
    }

    private static Resources.ResourceWrite Binary(string id, ContentReceipt receipt) =>
        Resource("Binary", id) with { Content = new BinaryContent(receipt.Hash, receipt.Size) };

    private static byte[] Bytes(int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        return bytes;
    }

    private static ContentHash Hash(byte[] bytes) => ContentHash.FromDigest(SHA256.HashData(bytes));

    private Task<ContentReceipt> UploadAsync(byte[] bytes, long limit = 1_000_000) => Store.Content.WriteAsync(Project, new MemoryStream(bytes), limit, None);

    private async Task<ContentRead> OpenAsync(ProjectKey project, ContentHash hash) => await Store.Content.OpenAsync(project, hash, None);

    private async Task<byte[]> ReadAsync(ProjectKey project, ContentHash hash)
    {
        await using var stream = (await OpenAsync(project, hash)).ShouldBeOfType<ContentRead.Available>().Stream;
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        return copy.ToArray();
    }

    /// <summary>A client that goes away after its first bytes.</summary>
    private sealed class BrokenStream(byte[] first) : MemoryStream(first)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is > 0 and var read ? read : throw new IOException("The client went away.");
    }
}
