using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using FhirFax.Server.Tests.Support;

namespace FhirFax.Server.Tests.Hostile;

/// <summary>
/// Nothing that is sent makes a 5xx or a hang. <c>FHIRFAX_FUZZ_REQUESTS</c> and <c>FHIRFAX_FUZZ_SEED</c> make a longer run, and repeat one.
/// </summary>
public sealed class FuzzTests(TestServer server) : IClassFixture<TestServer>
{
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(50);

    [Fact]
    public async Task No_mutated_request_makes_a_5xx_or_a_hang()
    {
        var count = Number("FHIRFAX_FUZZ_REQUESTS", 500);
        var seed = Number("FHIRFAX_FUZZ_SEED", 20_260_115);
        using var api = server.Api();
        using var anonymous = server.Anonymous();
        using var body = new StringContent($$"""{"apiClient":"app","secret":"{{TestServer.Secret}}"}""", Encoding.UTF8, "application/json");
        var token = (await Reply.ReadAsync(await anonymous.PostAsync(new Uri("auth/token", UriKind.Relative), body))).Json["token"]!.GetValue<string>();
        var draft = await api.SendAsync(HttpMethod.Post, $"{server.Host.BaseUrl}clinic/live/faxes", "{}"u8.ToArray(), "application/json", ("Authorization", $"Bearer {token}"));
        draft.Status.ShouldBe(HttpStatusCode.Created, draft.Text);
        for (var i = 0; i < count; i++)
        {
            var fuzzed = new FuzzedRequest(new Random(seed + i), server.Host.BaseUrl.AbsoluteUri, draft.Id!, token);
            using var request = fuzzed.Build();
            var started = Stopwatch.GetTimestamp();
            var what = $"seed {seed + i}: {fuzzed}";
            try
            {
                using var response = await (fuzzed.IsAnonymous ? anonymous : api.Http).SendAsync(request);
                ((int)response.StatusCode).ShouldBeLessThan(500, $"{what}\n{await response.Content.ReadAsStringAsync()}");
            }
            catch (HttpRequestException exception) when (exception.InnerException is IOException or SocketException)
            {
                // Kestrel may close the connection on what it has refused without reading it to its end.
            }

            Stopwatch.GetElapsedTime(started).ShouldBeLessThan(Hang, what);
        }

        (await api.GetAsync("Patient?_count=1")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("GET  HTTP/1.1\r\n\r\n")]
    [InlineData("\0\0\0\0\r\n\r\n")]
    [InlineData("GET /fhir/R4/metadata HTTP/1.1\r\n\r\n")]
    [InlineData("GET /fhir/R4/metadata HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")]
    [InlineData("GET /fhir/R4/%00%ff HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("GET /fhir/R4/Patient/%2e%2e/%2e%2e HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("GET http://[::1/ HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("POST /oauth2/token HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("POST /oauth2/token HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcde")]
    [InlineData("POST /oauth2/token HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("POST /oauth2/token HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZZ\r\n")]
    [InlineData("POST /oauth2/token HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=\r\nContent-Length: 4\r\n\r\n----")]
    [InlineData("GET /fhir/R4/metadata HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")]
    public async Task Broken_http_is_refused_or_cut_off(string text)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, server.Host.BaseUrl.Port);
        await using var stream = tcp.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(text));
        tcp.Client.Shutdown(SocketShutdown.Send);
        using var limit = new CancellationTokenSource(Hang);
        var answer = new byte[64];

        var read = 0;
        try
        {
            read = await stream.ReadAsync(answer, limit.Token);
        }
        catch (IOException)
        {
            // Cut off.
        }

        Encoding.Latin1.GetString(answer, 0, read).ShouldNotContain("HTTP/1.1 5");
    }

    [Theory]
    [InlineData("fhir/R4/Patient", "application/fhir+json")]
    [InlineData("fhir/R4", "application/fhir+json")]
    [InlineData("fhir/R4/Binary", "application/pdf")]
    [InlineData("fhir/R4/$send-efax", "application/fhir+json")]
    [InlineData("oauth2/token", "application/x-www-form-urlencoded")]
    [InlineData("auth/token", "application/json")]
    [InlineData("efax/notifications/clinic/live", "application/json")]
    public async Task What_swells_when_it_is_unpacked_is_cut_off_at_the_limit(string path, string contentType)
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var block = new byte[1 << 20];
            Array.Fill(block, (byte)' ');
            for (var i = 0; i < 150; i++)
            {
                await gzip.WriteAsync(block);
            }
        }

        using var api = server.Api();
        using var content = new ByteArrayContent(packed.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        content.Headers.TryAddWithoutValidation("Content-Encoding", "gzip");

        using var anonymous = server.Anonymous();
        using var response = await (path.StartsWith("fhir", StringComparison.Ordinal) ? api.Http : anonymous).PostAsync(new Uri(server.Host.BaseUrl, path), content);

        ((int)response.StatusCode).ShouldBeInRange(400, 499, await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task What_cannot_be_unpacked_is_a_bad_request(string coding)
    {
        using var api = server.Api();
        foreach (var path in (string[])["Patient", "Binary", "Communication/$send-efax"])
        {
            using var content = new ByteArrayContent("<Patient is not packed at all, nor ever was"u8.ToArray());
            content.Headers.TryAddWithoutValidation("Content-Type", path == "Binary" ? "application/pdf" : FhirApi.FhirJson);
            content.Headers.TryAddWithoutValidation("Content-Encoding", coding);
            using var response = await api.Http.PostAsync(new Uri($"{server.FhirUrl}/{path}"), content);
            response.StatusCode.ShouldBe(HttpStatusCode.BadRequest, path);
        }
    }

    private static int Number(string name, int fallback) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var number) ? number : fallback;
}
