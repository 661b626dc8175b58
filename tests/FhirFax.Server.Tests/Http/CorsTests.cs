using System.Net;
using FhirFax.Server.Tests.Support;

namespace FhirFax.Server.Tests.Http;

public sealed class CorsTests : IAsyncLifetime, IDisposable
{
    private const string Origin = "https://app.example.com";

    private readonly TestServer _server = new(new Dictionary<string, string?> { ["Cors__Origins__0"] = Origin });

    public Task InitializeAsync() => _server.InitializeAsync();

    public Task DisposeAsync() => _server.DisposeAsync();

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task A_known_origin_may_call_with_credentials()
    {
        using var http = _server.Anonymous();
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "fhir/R4/Communication/1");
        preflight.Headers.Add("Origin", Origin);
        preflight.Headers.Add("Access-Control-Request-Method", "PATCH");
        preflight.Headers.Add("Access-Control-Request-Headers", "authorization,content-type,x-medplum,if-match");

        var allowed = await Reply.ReadAsync(await http.SendAsync(preflight));

        allowed.Status.ShouldBe(HttpStatusCode.NoContent);
        allowed.Header("Access-Control-Allow-Origin").ShouldBe(Origin);
        allowed.Header("Access-Control-Allow-Credentials").ShouldBe("true");
        allowed.Header("Access-Control-Allow-Methods")!.ShouldContain("PATCH");
        allowed.Header("Access-Control-Allow-Headers")!.ShouldContain("x-medplum");

        using var api = _server.Api();
        var read = await api.GetAsync("Patient/nobody", ("Origin", Origin));
        read.Header("Access-Control-Allow-Origin").ShouldBe(Origin);
        read.Header("Access-Control-Expose-Headers")!.ShouldContain("ETag");
        read.Header("Vary")!.ShouldContain("Origin");
        read.Header("Content-Security-Policy")!.ShouldContain($"frame-ancestors 'self' {Origin}");
        using var anonymous = new HttpRequestMessage(HttpMethod.Get, "fhir/R4/Patient");
        anonymous.Headers.Add("Origin", Origin);
        (await Reply.ReadAsync(await http.SendAsync(anonymous))).Header("Access-Control-Allow-Origin").ShouldBe(Origin);
    }

    [Fact]
    public async Task Another_origin_may_not()
    {
        using var api = _server.Api();

        (await api.GetAsync("Patient/nobody", ("Origin", "https://evil.example.com"))).Header("Access-Control-Allow-Origin").ShouldBeNull();
    }
}
