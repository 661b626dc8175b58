using System.Text;
using FhirFax.Store.Content;
using FhirFax.Testing;

namespace FhirFax.Store.Sqlite.Tests;

/// <summary>What the documents look like on disk.</summary>
public sealed class ContentFilesTests
{
    private static readonly ProjectKey Project = new("Clinic", "live");

    [Fact]
    public async Task A_document_is_one_file_by_its_hash_and_no_temporary_file_stays()
    {
        using var folder = new TemporaryFolder();
        await using var store = await OpenAsync(folder);

        var receipt = await WriteAsync(store, "text");
        await WriteAsync(store, "text");

        var hash = receipt.Hash.ToString();
        Files(folder).ShouldBe([Path.Combine("%43linic", "live", hash[..2], hash[2..4], hash)]);
    }

    [Fact]
    public async Task What_cannot_be_written_is_reported_and_leaves_nothing()
    {
        using var folder = new TemporaryFolder();
        await using var store = await OpenAsync(folder);
        await File.WriteAllTextAsync(folder.Combine("content"), "a file where the directory should be");

        await Should.ThrowAsync<StoreUnavailableException>(() => WriteAsync(store, "text"));

        File.Delete(folder.Combine("content"));
        await WriteAsync(store, "text");
        Files(folder).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_sweep_removes_old_temporary_files_and_leaves_foreign_ones()
    {
        using var folder = new TemporaryFolder();
        var clock = new ManualTimeProvider();
        await using var store = await SqliteStore.OpenAsync(new SqliteStoreOptions { Path = folder.Path }, clock);
        var receipt = await WriteAsync(store, "text");
        var place = Path.GetDirectoryName(Directory.EnumerateFiles(folder.Combine("content"), receipt.Hash.ToString(), SearchOption.AllDirectories).Single())!;
        foreach (var file in new[] { folder.Combine("content", ".tmp", "left-by-a-crash"), Path.Combine(place, "notes.txt") })
        {
            await File.WriteAllTextAsync(file, "x");
            File.SetLastWriteTimeUtc(file, clock.GetUtcNow().UtcDateTime);
        }

        (await store.Content.SweepAsync(CancellationToken.None)).ShouldBe(0);
        clock.Advance(TimeSpan.FromHours(25));
        (await store.Content.SweepAsync(CancellationToken.None)).ShouldBe(2);

        Files(folder).Select(Path.GetFileName).ShouldBe(["notes.txt"]);
    }

    [Fact]
    public async Task An_upload_in_progress_is_never_swept()
    {
        using var folder = new TemporaryFolder();
        var clock = new ManualTimeProvider();
        await using var store = await SqliteStore.OpenAsync(new SqliteStoreOptions { Path = folder.Path }, clock);
        using var source = new GatedStream("slow text");

        var upload = store.Content.WriteAsync(Project, source, 100, CancellationToken.None);
        await source.Reached.WaitAsync(TimeSpan.FromSeconds(30));
        clock.Advance(TimeSpan.FromDays(20_000));
        (await store.Content.SweepAsync(CancellationToken.None)).ShouldBe(0);
        source.Gate.Release();

        (await store.Content.OpenAsync(Project, (await upload).Hash, CancellationToken.None)).ShouldBeOfType<ContentRead.Available>().Stream.Dispose();
    }

    [Fact]
    public async Task A_new_data_directory_is_its_owners_alone()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Combine("data");
        await (await SqliteStore.OpenAsync(new SqliteStoreOptions { Path = path }, TimeProvider.System)).DisposeAsync();

        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static Task<SqliteStore> OpenAsync(TemporaryFolder folder) => SqliteStore.OpenAsync(new SqliteStoreOptions { Path = folder.Path }, TimeProvider.System);

    private static Task<ContentReceipt> WriteAsync(SqliteStore store, string text) =>
        store.Content.WriteAsync(Project, new MemoryStream(Encoding.UTF8.GetBytes(text)), 100, CancellationToken.None);

    private static List<string> Files(TemporaryFolder folder) =>
        [.. Directory.EnumerateFiles(folder.Combine("content"), "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder.Combine("content"), f))];

    /// <summary>Holds its second read until the gate opens.</summary>
    private sealed class GatedStream(string text) : MemoryStream(Encoding.UTF8.GetBytes(text))
    {
        public SemaphoreSlim Gate { get; } = new(0);

        public SemaphoreSlim Reached { get; } = new(0);

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await base.ReadAsync(buffer, cancellationToken);
            if (read == 0)
            {
                Reached.Release();
                await Gate.WaitAsync(cancellationToken);
            }

            return read;
        }

        protected override void Dispose(bool disposing)
        {
            Gate.Dispose();
            Reached.Dispose();
            base.Dispose(disposing);
        }
    }
}
