using System.Text.Json.Nodes;
using FhirFax.EFax;
using FhirFax.EFax.Sandbox;
using FhirFax.Fax.Projects;
using FhirFax.Fax.Sending;
using FhirFax.Store.Faxes;
using FhirFax.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace FhirFax.Fax.Tests.Sending;

/// <summary>The real carrier client against the real sandbox over HTTP, with the workers running as they do in the server.</summary>
public sealed class SandboxJourneyTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly SendingOptions Options = new()
    {
        SubmitWait = TimeSpan.FromSeconds(30),
        StatusPollInterval = TimeSpan.FromMilliseconds(50),
        AbsenceIsProof = true,
        SettlingTime = TimeSpan.FromSeconds(1),
    };

    [Theory]
    [InlineData("+15551234567", "completed", null)]
    [InlineData("+12025550141", "stopped", "busy")]
    [InlineData("+12025550142", "stopped", "no-answer")]
    [InlineData("+12025550153", "not-done", "number-not-allowed")]
    [InlineData("+12025550192", "completed", null)]
    [InlineData("+12025550193", "completed", null)]
    public async Task A_fax_reaches_its_end(string number, string status, string? reason)
    {
        await using var journey = await Journey.StartAsync();
        var communication = await journey.Fax.GoodAsync(await journey.Fax.OrganizationAsync(number));
        communication["id"] = "mine";
        var accepted = (await journey.Fax.SendAsync(communication)).ShouldBeOfType<SendResult.Accepted>();
        accepted.IsReplay.ShouldBeFalse();

        var stored = await journey.EndAsync("mine");
        ((string?)stored["status"]).ShouldBe(status);
        if (reason is not null)
        {
            stored["statusReason"]!["coding"]!.ToJsonString().ShouldContain($"\"{reason}\"");
        }

        var attempts = await journey.Fax.AttemptsAsync("mine");
        attempts.Count(a => a.CarrierId is not null).ShouldBe(1);
        stored["meta"]!["tag"]!.ToJsonString().ShouldContain("HTEST");
    }

    [Fact]
    public async Task A_plain_refusal_is_not_done_and_says_why()
    {
        await using var journey = await Journey.StartAsync();
        var communication = await journey.Fax.GoodAsync(await journey.Fax.OrganizationAsync("+12025550195"));
        communication["id"] = "mine";
        (await journey.Fax.SendAsync(communication)).ShouldBeOfType<SendResult.Problem>();
        ((string?)(await journey.Fax.ReadAsync("mine"))["status"]).ShouldBe("not-done");
    }

    [Fact]
    public async Task Pictures_and_pdfs_go_out_to_several_recipients()
    {
        await using var journey = await Journey.StartAsync();
        var communication = await journey.Fax.GoodAsync(
            await journey.Fax.OrganizationAsync(), await journey.Fax.OrganizationAsync("+12025550141"), await journey.Fax.OrganizationAsync("+15551234569"));
        foreach (var (sample, type) in new[] { ("lab-result.png", "image/png"), ("x-ray.jpg", "image/jpeg") })
        {
            communication["payload"]!.AsArray().Add(new JsonObject
            {
                ["contentAttachment"] = new JsonObject { ["contentType"] = type, ["url"] = await journey.Fax.UploadSampleAsync(sample, type) },
            });
        }

        communication["id"] = "mine";
        (await journey.Fax.SendAsync(communication)).ShouldBeOfType<SendResult.Accepted>();
        var stored = await journey.EndAsync("mine");
        ((string?)stored["status"]).ShouldBe("stopped");
        ((string?)stored["statusReason"]!["text"])!.ShouldStartWith("Delivered to 2 of 3", Case.Sensitive);
        (await journey.Fax.DeliveriesAsync("mine"))[0].Pages.ShouldBe((await journey.Fax.DeliveriesAsync("mine"))[0].Documents.Sum(d => d.Pages));
    }

    /// <summary>Sandbox, client and running workers.</summary>
    private sealed class Journey : IAsyncDisposable
    {
        private readonly TemporaryFolder _folder = new();
        private SandboxHost _sandbox = null!;
        private EFaxCarrier _carrier = null!;

        public SendingFixture Fax { get; private set; } = null!;

        public static async Task<Journey> StartAsync()
        {
            var journey = new Journey();
            journey._sandbox = await SandboxHost.StartAsync(new SandboxOptions { StatePath = journey._folder.Path, TimeFactor = 1.0 / 6000 }, default);
            journey._carrier = new EFaxCarrier(
                new EFaxOptions { BaseUrl = journey._sandbox.BaseUrl, IsSandbox = true }, TimeProvider.System, NullLogger<EFaxCarrier>.Instance);
            journey.Fax = await SendingFixture.CreateAsync(Options, journey._carrier, TimeProvider.System);
            journey.Fax.Project = journey.Fax.Project with
            {
                Secrets = new CarrierSecrets(SandboxDefaults.AppId, SandboxDefaults.ApiKey, SandboxDefaults.UserId),
            };
            await journey.Fax.HandOver.StartAsync(default);
            await journey.Fax.Reconcile.StartAsync(default);
            await journey.Fax.Tracking.StartAsync(default);
            return journey;
        }

        /// <summary>The Communication once every Delivery is at its end.</summary>
        public async Task<JsonObject> EndAsync(string id)
        {
            using var limit = new CancellationTokenSource(Patience);
            using var watch = Fax.Signal.Start(SendingFixture.Key, id);
            while (true)
            {
                var change = watch.NextChange();
                if ((await Fax.DeliveriesAsync(id)).All(d => d.IsTerminal))
                {
                    return await Fax.ReadAsync(id);
                }

                await change.WaitAsync(limit.Token);
            }
        }

        public async ValueTask DisposeAsync()
        {
            await Fax.HandOver.StopAsync(default);
            await Fax.Reconcile.StopAsync(default);
            await Fax.Tracking.StopAsync(default);
            await Fax.DisposeAsync();
            _carrier.Dispose();
            await _sandbox.DisposeAsync();
            _folder.Dispose();
        }
    }
}
