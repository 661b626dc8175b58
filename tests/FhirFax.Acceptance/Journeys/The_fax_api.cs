using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using FhirFax.Acceptance.Running;
using FhirFax.Testing;

namespace FhirFax.Acceptance.Journeys;

/// <summary>The second dialect from outside: its workflow as a script, its largest files, its Word documents.</summary>
public sealed partial class The_fax_api
{
    private const long Limit = 104_857_600;

    [SkippableFact]
    public async Task The_five_steps_send_a_fax_with_the_client_that_a_fresh_server_prints()
    {
        new Sample("curl").RequireTools("bash", "curl", "jq");
        using var data = new TemporaryFolder();
        await using var server = new ServerProcess(data.Path, new Dictionary<string, string> { ["Projects__0__Clients__0__Id"] = "", ["Projects__0__Clients__0__Secret"] = "" });
        await server.StartAsync();
        var client = PrintedClient().Match(server.Output);
        client.Success.ShouldBeTrue(server.Output);

        var printed = await Shell.PasteAsync(
            $"FHIRFAX_URL={server.BaseUrl} FHIRFAX_CLIENT_ID='{client.Groups[1].Value}' FHIRFAX_CLIENT_SECRET='{client.Groups[2].Value}' bash samples/curl/faxes.sh",
            Checkout.Root);

        printed.ShouldMatch("== 2. Update it\n[0-9a-f-]{36} DRAFT to \\+15551234567 \"Referral letter\" files: \n");
        printed.ShouldContain("files: referral.pdf, x-ray.jpg, lab-result.png\n");
        printed.ShouldMatch("== 4. Assign a patient\npatient [0-9a-f-]{36}\n");
        printed.ShouldMatch("== 5. Send it\n[0-9a-f-]{36} PROCESSING to [^\n]* files: referral.pdf, x-ray.jpg\nSENT  3 pages at 20");
        printed.ShouldMatch("== All faxes\n1 in all\n[0-9a-f-]{36} OUTBOUND SENT\n$");
    }

    [Fact]
    public async Task A_draft_holds_100_MB_taken_in_bounded_memory_and_the_carriers_limit_is_told_before_anything_is_sent()
    {
        using var data = new TemporaryFolder();
        await using var server = new ServerProcess(data.Path);
        await server.StartAsync();
        using var faxes = await FaxClient.SignInAsync(server.BaseUrl);
        using var sandbox = new Sandbox(server.SandboxUrl);
        var id = await faxes.DraftAsync();
        (await faxes.UploadAsync(id, "small.pdf", new ByteArrayContent("%PDF-"u8.ToArray()))).Status.ShouldBe(HttpStatusCode.Created);
        var before = server.PeakMemory;

        var (status, fax) = await faxes.UploadAsync(id, "large.pdf", new LongContent(Limit - 5));

        status.ShouldBe(HttpStatusCode.Created, fax.ToJsonString());
        fax["files"]!.AsArray().Sum(f => (long)f!["size"]!).ShouldBe(Limit);
        (server.PeakMemory - before).ShouldBeLessThan(80_000_000);

        var (refused, errors) = await faxes.PostAsync($"{id}/send");
        refused.ShouldBe(HttpStatusCode.BadRequest);
        ((string?)errors[0]!["errorCode"]).ShouldBe("FAX_FILES_SIZE_EXCEEDED");
        ((long?)errors[0]!["details"]!["limitBytes"], (long?)errors[0]!["details"]!["currentBytes"]).ShouldBe((75_000_000, Limit));
        ((string?)errors[0]!["message"]).ShouldNotBeNull().ShouldContain("carrier");
        (await sandbox.AcceptedAsync()).ShouldBeEmpty();
    }

    [SkippableTheory]
    [InlineData("", "DOCX")]
    [InlineData("/usr/bin/soffice", "PDF")]
    public async Task A_Word_document_goes_out_converted_where_that_is_set_up(string converter, string type)
    {
        if (converter.Length > 0)
        {
            new Sample("documents").RequireTools("soffice");
        }

        using var data = new TemporaryFolder();
        await using var server = new ServerProcess(data.Path, new Dictionary<string, string> { ["Documents__OfficeConverter"] = converter });
        await server.StartAsync();
        using var faxes = await FaxClient.SignInAsync(server.BaseUrl);
        using var sandbox = new Sandbox(server.SandboxUrl);
        var id = await faxes.DraftAsync();
        var letter = await File.ReadAllBytesAsync(Checkout.Path("samples", "documents", "referral.docx"));
        (await faxes.UploadAsync(id, "referral.docx", new ByteArrayContent(letter))).Status.ShouldBe(HttpStatusCode.Created);

        var (status, fax) = await faxes.PostAsync($"{id}/send");

        status.ShouldBe(HttpStatusCode.OK, fax.ToJsonString());
        ((string?)fax["status"]).ShouldBe("PROCESSING");
        ((string?)(await faxes.WaitWhileAsync(id, "PROCESSING"))["status"]).ShouldBe("SENT");
        var document = (await sandbox.AcceptedAsync()).ShouldHaveSingleItem()["documents"]!.AsArray().ShouldHaveSingleItem()!;
        ((string?)document["type"]).ShouldBe(type);
        ((long)document["size"]! == letter.Length).ShouldBe(type == "DOCX");
        Directory.EnumerateFileSystemEntries(data.Path, "document.*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [GeneratedRegex("Client id: (\\S+)\nClient secret: (\\S+)\n")]
    private static partial Regex PrintedClient();

    /// <summary>A PDF by its first bytes, written while it is sent.</summary>
    private sealed class LongContent : HttpContent
    {
        private static readonly byte[] Zeros = new byte[64 * 1024];
        private readonly long _length;

        public LongContent(long length)
        {
            _length = length;
            Headers.ContentType = new MediaTypeHeaderValue("application/pdf");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync("%PDF-"u8.ToArray());
            for (var left = _length - 5; left > 0; left -= Zeros.Length)
            {
                await stream.WriteAsync(Zeros.AsMemory(0, (int)Math.Min(left, Zeros.Length)));
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _length;
            return true;
        }
    }
}
