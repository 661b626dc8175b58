using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using FhirFax.Server.Tests.Support;

namespace FhirFax.Server.Tests.Notifications;

/// <summary>The carrier's webhooks, on a server that polls nothing by itself in the time of a test.</summary>
public sealed class NotificationTests : IAsyncLifetime
{
    private const string Secret = "fhirfax-demo-secret";
    private const string Address = "efax/notifications/clinic/live";

    private readonly TestServer _server = new(new Dictionary<string, string?>
    {
        ["Projects__0__Secrets__eFaxWebhookSecret"] = Secret,
        ["Sending__StatusPollInterval"] = "01:00:00",
    });

    public Task InitializeAsync() => _server.InitializeAsync();

    public Task DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_notification_brings_the_next_poll_forward_in_both_directions()
    {
        using var api = _server.Api();
        var sent = await api.PostAsync("$send-efax", await CommunicationAsync(api));
        sent.Status.ShouldBe(HttpStatusCode.OK, sent.Text);
        var carrierId = sent.Json["identifier"]![0]!["value"]!.GetValue<string>();
        await ControlAsync("clock", JsonContent.Create(new { advanceSeconds = 60 }));

        await NotifiedAsync($$"""[{"event":{"fax_id":"{{carrierId}}","transmission_data":{"transmission_status":"ERROR"} } }]""");
        await UntilAsync(async () => (await api.GetAsync($"Communication/{sent.Id}")).Json["status"]!.GetValue<string>() == "completed");

        using var document = new ByteArrayContent(Samples.Pdf());
        document.Headers.ContentType = new("application/pdf");
        var received = await ControlAsync("inbound?from=%2B12025550177", document);
        await NotifiedAsync($$"""{"fax_id":"{{received["faxId"]}}","direction":"INBOUND"}""");
        await UntilAsync(async () => (await api.GetAsync($"Communication?identifier=https://efax.com|{received["faxId"]}")).Resources.Any());
    }

    [Fact]
    public async Task Only_what_is_signed_over_its_bytes_is_taken()
    {
        // The reference's own vector.
        const string Body = """{"fax_id":"00000000-0000-4000-8000-000000000001"}""";
        const string Signature = "8e267e961bea5607fc1d5122addc90bd4f0667b1f521441e7076c87004c7d1ec";

        (await PostAsync(Address, Body, Signature)).ShouldBe(HttpStatusCode.OK);
        (await PostAsync(Address, Body, Signature.ToUpperInvariant())).ShouldBe(HttpStatusCode.OK);
        foreach (var bad in (string?[])[null, "", "8e26", Signature + "00", new string('z', 64), new string('0', 64)])
        {
            (await PostAsync(Address, Body, bad)).ShouldBe(HttpStatusCode.Unauthorized, bad);
        }

        (await PostAsync(Address, Body + " ", Signature)).ShouldBe(HttpStatusCode.Unauthorized);
        (await PostAsync("efax/notifications/clinic/other", Body, Signature)).ShouldBe(HttpStatusCode.NotFound);
        (await PostAsync("efax/notifications/nobody/live", Body, Signature)).ShouldBe(HttpStatusCode.NotFound);
        (await PostAsync(Address, new string(' ', 100_000_001), Signature)).ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Theory]
    [InlineData("""{"fax_id":"{id}","direction":"INBOUND","image":"{image}"}""")]
    [InlineData("""{"image":"{image}","fax_id":"{id}"}""")]
    public async Task A_notification_that_embeds_the_image_is_a_nudge_like_any_other(string template)
    {
        using var api = _server.Api();
        using var document = new ByteArrayContent(Samples.Pdf());
        var received = await ControlAsync("inbound?from=%2B12025550177", document);

        await NotifiedAsync(template
            .Replace("{id}", (string?)received["faxId"], StringComparison.Ordinal)
            .Replace("{image}", new string('A', 3_000_000), StringComparison.Ordinal));

        await UntilAsync(async () => (await api.GetAsync($"Communication?identifier=https://efax.com|{received["faxId"]}")).Resources.Any());
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("{\"fax_id\":7}")]
    [InlineData("{\"fax_id\":\"../../tokens\"}")]
    [InlineData("{\"image\":\"JVBERi0\",\"fax_id\":null}")]
    [InlineData("{\"fax_id\":\"\\ud800\"}")]
    [InlineData("[{\"fax_id\":\"00000000-0000-4000-8000-000000000001\"},{\"fax_id\":\"00000000-0000-4000-8000-000000000002\"}]")]
    [InlineData("{\"fax_id\":\"00000000-0000-4000-8000-000000000001\"")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]")]
    public async Task Whatever_is_signed_is_answered_at_once_and_with_nothing(string body) => await NotifiedAsync(body);

    [Fact]
    public async Task What_the_sandbox_notifies_of_is_taken_in_both_directions()
    {
        using var api = _server.Api();
        using var server = _server.Anonymous();
        await ControlAsync("webhooks", JsonContent.Create(new { url = new Uri(server.BaseAddress!, Address).AbsoluteUri, secret = Secret }));
        using var document = new ByteArrayContent(Samples.Pdf());
        var received = await ControlAsync("inbound?from=%2B12025550177", document);
        var sent = await api.PostAsync("$send-efax", await CommunicationAsync(api));
        sent.Status.ShouldBe(HttpStatusCode.OK, sent.Text);

        await ControlAsync("clock", JsonContent.Create(new { advanceSeconds = 60 }));

        await UntilAsync(async () => (await api.GetAsync($"Communication?identifier=https://efax.com|{received["faxId"]}")).Resources.Any());
        await UntilAsync(async () => (await api.GetAsync($"Communication/{sent.Id}")).Json["status"]!.GetValue<string>() == "completed");
    }

    [Fact]
    public async Task A_flood_is_slowed_down()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => PostAsync(Address, "{}", null)));
        answers.ShouldContain(HttpStatusCode.TooManyRequests);
        answers.ShouldContain(HttpStatusCode.Unauthorized);
    }

    private async Task NotifiedAsync(string body)
    {
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(body)));
        (await PostAsync(Address, body, signature)).ShouldBe(HttpStatusCode.OK);
    }

    private async Task<HttpStatusCode> PostAsync(string path, string body, string? signature)
    {
        using var http = _server.Anonymous();
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (signature is not null)
        {
            request.Headers.TryAddWithoutValidation("x-hmac-signature", signature);
        }

        using var response = await http.SendAsync(request);
        if (response.IsSuccessStatusCode)
        {
            (await response.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
        }

        return response.StatusCode;
    }

    private async Task<JsonNode> ControlAsync(string path, HttpContent content)
    {
        using var http = _server.Anonymous();
        using var answer = await http.PostAsync(new Uri(_server.Host.SandboxUrl!, "_sandbox/" + path), content);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await isSo())
        {
            await Task.Delay(50, limit.Token);
        }
    }

    private static async Task<string> CommunicationAsync(FhirApi api)
    {
        var binary = await api.SendAsync(HttpMethod.Post, "Binary?_filename=a.pdf", Samples.Pdf(), "application/pdf");
        var organization = await api.CreateAsync(
            "Organization", """{"resourceType":"Organization","name":"Acme","telecom":[{"system":"fax","value":"+15551234567"}]}""");
        return $$"""
            {"resourceType":"Communication","status":"in-progress",
             "medium":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ParticipationMode","code":"FAXWRIT"}]}],
             "recipient":[{"reference":"Organization/{{organization["id"]}}"}],
             "payload":[{"contentAttachment":{"contentType":"application/pdf","url":"{{binary.Json["url"]}}"} }]}
            """;
    }
}
