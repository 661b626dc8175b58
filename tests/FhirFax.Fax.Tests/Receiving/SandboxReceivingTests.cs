using System.Net.Http.Json;
using System.Text.Json.Nodes;
using FhirFax.EFax;
using FhirFax.EFax.Sandbox;
using FhirFax.Fax.Projects;
using FhirFax.Fax.Receiving;
using FhirFax.Store.Resources;
using FhirFax.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace FhirFax.Fax.Tests.Receiving;

/// <summary>Receiving through the real client from the sandbox, over HTTP.</summary>
public sealed class SandboxReceivingTests
{
    private static readonly FaxProject Project = ReceivingFixture.TheProject with
    {
        Secrets = new CarrierSecrets(SandboxDefaults.AppId, SandboxDefaults.ApiKey, SandboxDefaults.UserId),
    };

    [Fact]
    public async Task A_fax_dropped_into_the_sandbox_comes_in_at_each_level()
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        await using var sandbox = await Running.StartAsync(fixture);
        await fixture.PutAsync(ReceivingFixture.Practitioner("p1", "user-of-p1"));
        await fixture.PutAsync("""{"resourceType":"Organization","id":"caller","contact":[{"telecom":[{"system":"fax","value":"+12025550177"}]}]}""");
        var pdf = SmallPdf.With("from the sandbox", pages: 3);
        var ours = await sandbox.DropAsync(pdf, "from=%2B12025550177");
        var theirs = await sandbox.DropAsync(pdf, "userId=user-of-p1");

        var byProject = ReceivingFixture.Parse((await sandbox.ReceiveAsync()).Communications.ShouldHaveSingleItem());
        var byPath = ReceivingFixture.Parse((await sandbox.ReceiveAsync(new ResourceKey("Practitioner", "p1"))).Communications.ShouldHaveSingleItem());

        ReceivingFixture.FaxId(byProject).ShouldBe(ours);
        byProject.GetProperty("sender").GetProperty("reference").GetString().ShouldBe("Organization/caller");
        byProject.GetProperty("meta").GetProperty("tag")[0].GetProperty("code").GetString().ShouldBe("HTEST");
        byProject.GetProperty("sent").GetString().ShouldBe(byProject.GetProperty("received").GetString());
        var attachment = byProject.GetProperty("payload")[0].GetProperty("contentAttachment");
        attachment.GetProperty("title").GetString().ShouldBe(ours + ".pdf");
        (await fixture.BytesAsync(attachment.GetProperty("url").GetString()!)).ShouldBe(pdf);
        ReceivingFixture.FaxId(byPath).ShouldBe(theirs);
        byPath.GetProperty("recipient")[0].GetProperty("reference").GetString().ShouldBe("Practitioner/p1");
        (await sandbox.ReceiveAsync()).Communications.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_image_that_is_late_comes_in_when_it_is_there()
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        await using var sandbox = await Running.StartAsync(fixture);
        await sandbox.DropAsync(SmallPdf.With("late"), "imageDelaySeconds=10");

        (await sandbox.ReceiveAsync()).Failures.Count.ShouldBe(1);
        fixture.Clock.Advance(TimeSpan.FromMinutes(1));
        (await sandbox.ReceiveAsync()).Communications.Count.ShouldBe(1);
    }

    [Fact]
    public async Task More_faxes_than_a_page_of_the_listing_all_come_in()
    {
        await using var fixture = await ReceivingFixture.OpenAsync();
        await using var sandbox = await Running.StartAsync(fixture);
        var ids = new List<string>();
        for (var i = 0; i < 105; i++)
        {
            ids.Add(await sandbox.DropAsync(SmallPdf.With($"fax {i}")));
        }

        (await sandbox.ReceiveAsync()).Communications.Count.ShouldBe(105);
        (await fixture.FaxIdsAsync()).ShouldBe(ids, ignoreOrder: true);
    }

    private sealed class Running(ReceivingFixture fixture, TemporaryFolder folder, SandboxHost host, EFaxCarrier carrier) : IAsyncDisposable
    {
        private readonly HttpClient _control = new() { BaseAddress = new Uri(host.BaseUrl) };
        private readonly ReceiveOperation _server = fixture.Server(fixture.Store, carrier);

        public static async Task<Running> StartAsync(ReceivingFixture fixture)
        {
            var folder = new TemporaryFolder();
            // The clock stands still unless a test moves it: no call may end a budget.
            var host = await SandboxHost.StartAsync(new SandboxOptions { StatePath = folder.Path, TimeProvider = fixture.Clock }, default);
            var carrier = new EFaxCarrier(new EFaxOptions { BaseUrl = host.BaseUrl, IsSandbox = true }, TimeProvider.System, NullLogger<EFaxCarrier>.Instance);
            return new Running(fixture, folder, host, carrier);
        }

        public async Task<ReceiveResult.Received> ReceiveAsync(ResourceKey? receiver = null) =>
            (await _server.ReceiveAsync(new ReceiveRequest(Project, receiver), default)).ShouldBeOfType<ReceiveResult.Received>();

        public async Task<string> DropAsync(byte[] document, string query = "")
        {
            using var content = new ByteArrayContent(document);
            using var response = await _control.PostAsync("/_sandbox/inbound?" + query, content);
            response.EnsureSuccessStatusCode();
            return (await response.Content.ReadFromJsonAsync<JsonNode>())!["faxId"]!.GetValue<string>();
        }

        public async ValueTask DisposeAsync()
        {
            _control.Dispose();
            carrier.Dispose();
            await host.DisposeAsync();
            folder.Dispose();
        }
    }
}
