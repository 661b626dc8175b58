using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using FhirFax.Acceptance.Running;
using FhirFax.Testing;

namespace FhirFax.Acceptance.Journeys;

/// <summary>
/// The real process is killed in the middle of a send, a receive and an upload, and started again. The moments are drawn from a fixed seed, so a failing run can be repeated;
/// the carrier's side (the sandbox's ledger, committed before it answers) says what really happened.
/// </summary>
public sealed class Killed_at_any_moment
{
    private const int Kills = 6;
    private const int FaxesPerRound = 4;

    [Fact]
    public async Task Sending_loses_nothing_and_repeats_nothing()
    {
        using var data = new TemporaryFolder();
        // The sandbox's listing is the truth about what it accepted, so an absent fax may be sent after a short settling time.
        await using var server = new ServerProcess(data.Path, new Dictionary<string, string> { ["EFax__SettlingTime"] = "00:00:01" });
        var random = new Random(20250115);
        var sent = new List<string>();
        await server.StartAsync();
        for (var round = 0; round < Kills; round++)
        {
            var prepared = new List<JsonObject>();
            using (var client = new FhirClient(server.BaseUrl))
            {
                for (var i = 0; i < FaxesPerRound; i++)
                {
                    prepared.Add(await Sending_a_fax.PreparedAsync(client, $"+1555200{round:00}{i:00}"));
                }

                var posts = prepared.Select(communication => PostIgnoringTheCutAsync(client, communication)).ToList();
                await Task.Delay(random.Next(0, 250));
                server.Kill();
                await Task.WhenAll(posts);
            }

            await server.StartAsync();
            using var again = new FhirClient(server.BaseUrl);
            // As real clients do after a cut connection: the same call once more.
            foreach (var communication in prepared)
            {
                var answer = await again.PostAsync("Communication/$send-efax", communication);
                answer.Status.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.Accepted);
                sent.Add(Samples.Reference(communication));
            }
        }

        using var finished = new FhirClient(server.BaseUrl);
        using var sandbox = new Sandbox(server.SandboxUrl);
        foreach (var reference in sent)
        {
            await finished.WaitAsync(reference, c => c["status"]!.GetValue<string>() == "completed");
        }

        var numbers = (await sandbox.AcceptedAsync())
            .Select(fax => fax["number"]!.GetValue<string>())
            .Where(number => number.Contains("555200", StringComparison.Ordinal))
            .ToList();
        numbers.Count.ShouldBe(Kills * FaxesPerRound);
        numbers.Distinct().Count().ShouldBe(numbers.Count);
    }

    [Fact]
    public async Task Receiving_loses_nothing_and_repeats_nothing()
    {
        using var data = new TemporaryFolder();
        await using var server = new ServerProcess(data.Path);
        var random = new Random(20250116);
        await server.StartAsync();
        string owner;
        var userId = "mailbox-of-the-killed";
        using (var client = new FhirClient(server.BaseUrl))
        {
            owner = Samples.Reference(await client.CreateAsync(Samples.Mailbox("Organization", userId)));
        }

        var dropped = new List<string>();
        for (var round = 0; round < Kills; round++)
        {
            using var client = new FhirClient(server.BaseUrl);
            using (var sandbox = new Sandbox(server.SandboxUrl))
            {
                for (var i = 0; i < FaxesPerRound; i++)
                {
                    dropped.Add(await sandbox.DropAsync(userId, Samples.Document("referral.pdf")));
                }
            }

            var call = PostIgnoringTheCutAsync(client, null, $"{owner}/$receive-efax");
            await Task.Delay(random.Next(0, 200));
            server.Kill();
            await call;
            await server.StartAsync();
        }

        using var finished = new FhirClient(server.BaseUrl);
        var last = await finished.PostAsync($"{owner}/$receive-efax");
        last.Status.ShouldBe(HttpStatusCode.OK, last.Text);
        foreach (var faxId in dropped)
        {
            var found = await finished.GetAsync($"Communication?identifier=https://efax.com%7C{faxId}");
            var fax = found.Json["entry"]!.AsArray().ShouldHaveSingleItem()!["resource"]!;
            (await finished.DownloadAsync(fax["payload"]![0]!["contentAttachment"]!["url"]!.GetValue<string>()))
                .ShouldBe(Samples.Document("referral.pdf"));
        }

        var all = await finished.GetAsync("Communication?category=inbound&_summary=count");
        all.Json["total"]!.GetValue<int>().ShouldBe(dropped.Count);
    }

    [Fact]
    public async Task An_acknowledged_upload_is_whole_and_a_cut_one_leaves_nothing_behind()
    {
        using var data = new TemporaryFolder();
        await using var server = new ServerProcess(data.Path);
        var random = new Random(20250117);
        var acknowledged = new Dictionary<string, byte[]>();
        await server.StartAsync();
        for (var round = 0; round < Kills; round++)
        {
            var uploads = new List<Task>();
            using var client = new FhirClient(server.BaseUrl);
            for (var i = 0; i < FaxesPerRound; i++)
            {
                var content = new byte[3_000_000];
                random.NextBytes(content);
                uploads.Add(UploadAsync(client, content, acknowledged));
            }

            await Task.Delay(random.Next(0, 150));
            server.Kill();
            await Task.WhenAll(uploads);
            await server.StartAsync();
        }

        using var finished = new FhirClient(server.BaseUrl);
        foreach (var (binary, hash) in acknowledged)
        {
            SHA256.HashData(await finished.DownloadAsync(binary)).ShouldBe(hash);
        }

        // Whatever Binary exists, acknowledged or not, has its whole content.
        var listed = await finished.GetAsync("Binary?_count=1000");
        foreach (var entry in listed.Json["entry"]?.AsArray() ?? [])
        {
            (await finished.DownloadAsync("Binary/" + entry!["resource"]!["id"])).Length.ShouldBe(3_000_000);
        }
    }

    private static async Task UploadAsync(FhirClient client, byte[] content, Dictionary<string, byte[]> acknowledged)
    {
        try
        {
            var answer = await client.UploadAsync(content, "application/octet-stream", "scan.bin");
            answer.Status.ShouldBe(HttpStatusCode.Created, answer.Text);
            lock (acknowledged)
            {
                acknowledged.Add(Samples.Reference(answer.Json), SHA256.HashData(content));
            }
        }
        catch (HttpRequestException)
        {
            // Cut by the kill: not acknowledged.
        }
    }

    private static async Task PostIgnoringTheCutAsync(FhirClient client, JsonObject? body, string path = "Communication/$send-efax")
    {
        try
        {
            await client.PostAsync(path, body);
        }
        catch (HttpRequestException)
        {
            // Cut by the kill.
        }
    }
}
