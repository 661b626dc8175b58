using System.Net;
using System.Text;
using FhirFax.Server.Tests.Support;

namespace FhirFax.Server.Tests.Fhir;

public sealed class LimitTests : IAsyncLifetime, IDisposable
{
    private readonly TestServer _server = new(new Dictionary<string, string?>
    {
        ["Fhir__MaxResourceBytes"] = "2000",
        ["Fhir__MaxBinaryBytes"] = "5000",
        ["Fhir__StrictSearch"] = "true",
    });

    public Task InitializeAsync() => _server.InitializeAsync();

    public Task DisposeAsync() => _server.DisposeAsync();

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task A_resource_over_the_limit_is_413()
    {
        using var api = _server.Api();
        var large = $$"""{"resourceType":"Patient","name":[{"text":"{{new string('x', 2000)}}"}]}""";

        var reply = await api.PostAsync("Patient", large);

        reply.Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        reply.IssueCode.ShouldBe("too-long");
        using var chunked = new StreamContent(new MemoryStream(Encoding.UTF8.GetBytes(large)));
        chunked.Headers.TryAddWithoutValidation("Content-Type", FhirApi.FhirJson);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{_server.FhirUrl}/Patient") { Content = chunked };
        request.Headers.TransferEncodingChunked = true;
        using var response = await api.Http.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task A_document_over_the_limit_is_413_and_one_at_the_limit_is_not()
    {
        using var api = _server.Api();

        (await api.SendAsync(HttpMethod.Post, "Binary", new byte[5000], "application/pdf")).Status.ShouldBe(HttpStatusCode.Created);
        (await api.SendAsync(HttpMethod.Post, "Binary", new byte[5001], "application/pdf")).Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await api.PostAsync("Binary", Json(5000))).Status.ShouldBe(HttpStatusCode.Created);
        (await api.PostAsync("Binary", Json(5001))).Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);

        static string Json(int size) =>
            $$"""{"resourceType":"Binary","contentType":"application/pdf","data":"{{Convert.ToBase64String(new byte[size])}}"}""";
    }

    [Fact]
    public async Task Strict_search_can_be_the_rule_and_a_client_can_still_ask_for_leniency()
    {
        using var api = _server.Api();

        (await api.GetAsync("Patient?shoesize=42")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await api.GetAsync("Patient?shoesize=42", ("Prefer", "handling=lenient"))).Status.ShouldBe(HttpStatusCode.OK);
    }
}
