using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using FhirFax.Testing;

namespace FhirFax.EFax.Sandbox.Tests;

public sealed class KillTests
{
    [Fact]
    public async Task What_was_answered_survives_a_kill_of_the_process()
    {
        using var folder = new TemporaryFolder();
        string dropped;
        using (var first = await StandAlone.StartAsync(folder.Path))
        {
            using var content = new ByteArrayContent("%PDF-1.4 <</Type/Page>>"u8.ToArray());
            using var response = await first.Http.PostAsync("/_sandbox/inbound", content);
            dropped = (await response.Content.ReadFromJsonAsync<JsonNode>())!["faxId"]!.GetValue<string>();
            first.Kill();
        }

        using var second = await StandAlone.StartAsync(folder.Path);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/tokens");
        request.Headers.TryAddWithoutValidation(
            "Authorization", "Basic " + Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes($"{SandboxDefaults.AppId}:{SandboxDefaults.ApiKey}")));
        request.Content = new FormUrlEncodedContent([new("grant_type", "client_credentials")]);
        using var token = await second.Http.SendAsync(request);
        second.Http.DefaultRequestHeaders.TryAddWithoutValidation(
            "Authorization", "Bearer " + (await token.Content.ReadFromJsonAsync<JsonNode>())!["access_token"]);
        second.Http.DefaultRequestHeaders.Add("user-id", SandboxDefaults.UserId);

        var image = await second.Http.GetFromJsonAsync<JsonNode>($"/faxes/{dropped}/image");
        Convert.FromBase64String(image!["image"]!.GetValue<string>()).ShouldBe("%PDF-1.4 <</Type/Page>>"u8.ToArray());
    }

    private sealed class StandAlone : IDisposable
    {
        private readonly Process _process;

        private StandAlone(Process process, string baseUrl)
        {
            _process = process;
            Http = new HttpClient { BaseAddress = new Uri(baseUrl) };
        }

        public HttpClient Http { get; }

        public static async Task<StandAlone> StartAsync(string statePath)
        {
            var start = new ProcessStartInfo("dotnet", [typeof(SandboxHost).Assembly.Location, "--urls", "http://127.0.0.1:0", "--Sandbox:StatePath", statePath])
            {
                RedirectStandardOutput = true,
            };
            var process = Process.Start(start)!;
            var line = await process.StandardOutput.ReadLineAsync();
            line.ShouldNotBeNull().ShouldContain("nothing is transmitted");
            return new StandAlone(process, line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[2]);
        }

        public void Kill()
        {
            _process.Kill();
            _process.WaitForExit();
        }

        public void Dispose()
        {
            Http.Dispose();
            Kill();
            _process.Dispose();
        }
    }
}
