using System.Diagnostics;
using FhirFax.Fhir.Definitions;
using FhirFax.Fhir.Search;
using FhirFax.Store.Content;
using FhirFax.Store.Queue;
using FhirFax.Testing;

namespace FhirFax.Store.Sqlite.Tests;

/// <summary>A real process, killed while it writes: what it was told is stored must be there.</summary>
public sealed class CrashTests
{
    private const int Rounds = 4;
    private static readonly ProjectKey Project = new("clinic", "live");

    [Fact]
    public async Task Everything_acknowledged_before_a_kill_is_there_after_it()
    {
        using var folder = new TemporaryFolder();
        var acknowledged = new List<(string Id, string Hash)>();
        for (var round = 0; round < Rounds; round++)
        {
            // A different moment each time; the lines that follow the last one read were acknowledged as well.
            acknowledged.AddRange(await WriteUntilKilledAsync(folder.Path, $"run{round}", lines: 20 + (37 * round)));
            await using var store = await SqliteStore.OpenAsync(new SqliteStoreOptions { Path = folder.Path }, TimeProvider.System);
            await AssertAllThereAsync(store, acknowledged);
        }
    }

    [Fact]
    public async Task A_second_process_is_refused_and_a_killed_ones_lock_is_free_at_once()
    {
        using var folder = new TemporaryFolder();
        using var first = Start(folder.Path, "first");
        (await first.StandardOutput.ReadLineAsync()).ShouldBe("open");

        var refused = await Should.ThrowAsync<StoreUnavailableException>(() => SqliteStore.OpenAsync(new SqliteStoreOptions { Path = folder.Path }, TimeProvider.System));
        using var second = Start(folder.Path, "second");
        var error = await second.StandardError.ReadToEndAsync();
        await second.WaitForExitAsync();

        refused.Message.ShouldContain(folder.Path);
        error.ShouldContain("in use by another FhirFax process");
        second.ExitCode.ShouldNotBe(0);
        first.Kill();
        await first.WaitForExitAsync();
        await using var store = await SqliteStore.OpenAsync(new SqliteStoreOptions { Path = folder.Path }, TimeProvider.System);
        await store.CheckAsync(CancellationToken.None);
    }

    private static async Task<List<(string Id, string Hash)>> WriteUntilKilledAsync(string path, string run, int lines)
    {
        using var process = Start(path, run);
        (await process.StandardOutput.ReadLineAsync()).ShouldBe("open", await ErrorAsync(process));
        var acknowledged = new List<(string Id, string Hash)>();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            // The last line may have been cut by the kill.
            if (line.Split(' ') is [var id, { Length: 64 } hash])
            {
                acknowledged.Add((id, hash));
            }

            if (acknowledged.Count == lines)
            {
                process.Kill();
            }
        }

        await process.WaitForExitAsync();
        acknowledged.Count.ShouldBeGreaterThanOrEqualTo(lines);
        return acknowledged;
    }

    private static async Task AssertAllThereAsync(SqliteStore store, List<(string Id, string Hash)> acknowledged)
    {
        foreach (var (id, hash) in acknowledged)
        {
            var resource = (await store.ReadAsync(Project, new("Binary", id), CancellationToken.None)).ShouldNotBeNull(id);
            resource.Content!.Hash.ToString().ShouldBe(hash);
            (await store.Content.OpenAsync(Project, resource.Content.Hash, CancellationToken.None)).ShouldBeOfType<ContentRead.Available>().Stream.Dispose();
            var query = new SearchQuery { ResourceType = "Binary", Filters = [new SearchFilter.Parameter("id-token", SearchParameterType.Token, [new SearchValue.Token(null, id)])] };
            (await store.SearchAsync(Project, query, CancellationToken.None)).Resources.Count.ShouldBe(1);
        }

        // Whatever was stored came with its queue entry, and nothing came alone.
        var all = await store.SearchAsync(Project, new SearchQuery { ResourceType = "Binary", Count = 0, Total = true }, CancellationToken.None);
        await store.ReleaseLeasesAsync(CancellationToken.None);
        var work = await store.ClaimAsync(WorkKind.Submit, DateTimeOffset.UtcNow, TimeSpan.FromHours(1), int.MaxValue, CancellationToken.None);
        ((long)work.Count).ShouldBe(all.Total!.Value);
    }

    private static async Task<string> ErrorAsync(Process process) => process.HasExited ? await process.StandardError.ReadToEndAsync() : "";

    private static Process Start(string path, string run)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "FhirFax.Store.CrashWriter.dll");
        var start = new ProcessStartInfo("dotnet", ["exec", program, path, run]) { RedirectStandardOutput = true, RedirectStandardError = true };
        return Process.Start(start)!;
    }
}
